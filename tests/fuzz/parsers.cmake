# What reads input that may be hostile, without the ending .cpp.
set(parsers
  base/crc32 base/csv base/encoding base/few_digits base/format base/percent base/utf8
  tensor/cell_text tensor/cells tensor/npy tensor/number_format tensor/safetensors tensor/scanner tensor/tensor_file
  experiment/edit experiment/edit_checks experiment/edit_place experiment/experiment experiment/file_window
  experiment/import experiment/link experiment/link_bits experiment/link_checksum experiment/link_entries
  experiment/link_fields experiment/link_from_fields experiment/link_inputs experiment/link_packed
  experiment/link_sources experiment/sources
  lessons/check lessons/lexer lessons/names lessons/reader lessons/reader_operands
  map/long_board
  app/pasted_cells
  main/cli_derivative main/lesson_files main/lesson_json main/lesson_json_questions main/lesson_links
  main/lesson_variants)
list(TRANSFORM parsers PREPEND ${PROJECT_SOURCE_DIR}/src/)
list(TRANSFORM parsers APPEND .cpp)
