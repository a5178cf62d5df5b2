# lookback_embed_snippets(target file...): a source that gives each text by its path below src; see
# src/main/snippet_texts.h.
function(lookback_embed_snippets target)
  set(source ${PROJECT_BINARY_DIR}/embedded/snippet_texts.cpp)
  set(entries "")
  foreach(file IN LISTS ARGN)
    file(READ ${file} text)
    file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR}/src ${file})
    string(APPEND entries "    {\"${name}\", R\"snippet(${text})snippet\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  string(CONCAT code
    "#include \"main/snippet_texts.h\"\n\n"
    "namespace lookback {\nnamespace {\n\n"
    "struct Text {\n  std::string_view name;\n  std::string_view text;\n};\n\n"
    "constexpr Text texts[] = {\n${entries}};\n\n}  // namespace\n\n"
    "std::string_view snippet_text(std::string_view name) {\n"
    "  for (const Text& one : texts) {\n    if (one.name == name) {\n      return one.text;\n    }\n  }\n"
    "  return {};\n}\n\n}  // namespace lookback\n")
  file(WRITE ${source}.new "${code}")
  file(COPY_FILE ${source}.new ${source} ONLY_IF_DIFFERENT)
  target_sources(${target} PRIVATE ${source})
endfunction()
