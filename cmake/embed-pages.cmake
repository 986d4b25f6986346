# cmake -DPAGES=FOLDER -DOUTPUT=FILE -P embed-pages.cmake
# The pages of `wokcc --explain` as initialisers: {"E0403", (const char[]){0x23, …, 0}},
file(GLOB pages ${PAGES}/E*.md)
list(SORT pages)
set(text "")
foreach(page IN LISTS pages)
  get_filename_component(code ${page} NAME_WE)
  file(READ ${page} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND text "{\"${code}\", (const char[]){${bytes}0}},\n")
endforeach()
file(WRITE ${OUTPUT} "${text}")
