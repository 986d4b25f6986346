# wok_fuzz_target(NAME RUNS LENGTH_MAX [DICTIONARY FILE] SOURCES… [INCLUDE FOLDER…])
#
# A libFuzzer target over plain C, and a test that gives it a fixed number of inputs, so that the run
# is the same length everywhere. libFuzzer comes with clang's runtime library, a package of its own: a
# clang counts only if it links a fuzzer here.

function(wok_find_fuzzer result)
  if(NOT DEFINED WOK_FUZZ_COMPILER)
    set(found "")
    set(probe ${CMAKE_BINARY_DIR}/fuzzer-probe.c)
    file(WRITE ${probe} "int LLVMFuzzerTestOneInput(const char *d, unsigned long n)\n{ return !d && n; }\n")
    foreach(name clang-19 clang clang-14)
      find_program(candidate_${name} NAMES ${name})
      if(candidate_${name} AND NOT found)
        execute_process(
          COMMAND ${candidate_${name}} -fsanitize=fuzzer,address,undefined ${probe}
            -o ${CMAKE_BINARY_DIR}/fuzzer-probe
          RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
        if(status EQUAL 0)
          set(found ${candidate_${name}})
        endif()
      endif()
    endforeach()
    if(NOT found)
      message(WARNING "no clang here links -fsanitize=fuzzer: the fuzz targets are left out")
    endif()
    set(WOK_FUZZ_COMPILER "${found}" CACHE FILEPATH "A clang that has libFuzzer")
  endif()
  set(${result} "${WOK_FUZZ_COMPILER}" PARENT_SCOPE)
endfunction()

function(wok_fuzz_target name runs length_max)
  cmake_parse_arguments(PARSE_ARGV 3 fuzz "" "DICTIONARY" "SOURCES;INCLUDE")
  wok_find_fuzzer(compiler)
  if(NOT compiler)
    return()
  endif()
  set(program ${CMAKE_CURRENT_BINARY_DIR}/${name}_fuzz)
  set(headers "")
  foreach(folder IN LISTS fuzz_INCLUDE)
    file(GLOB found CONFIGURE_DEPENDS ${folder}/*.h)
    list(APPEND headers ${found})
  endforeach()
  list(TRANSFORM fuzz_INCLUDE PREPEND -I)
  set(dictionary "")
  if(fuzz_DICTIONARY)
    set(dictionary -dict=${CMAKE_CURRENT_SOURCE_DIR}/${fuzz_DICTIONARY})
  endif()
  list(TRANSFORM fuzz_SOURCES REPLACE "^([^/].*)$" "${CMAKE_CURRENT_SOURCE_DIR}/\\1")
  add_custom_command(
    OUTPUT ${program}
    COMMAND ${compiler} -std=gnu11 -g -O1 -fsanitize=fuzzer,address,undefined
      -fno-sanitize-recover=undefined ${fuzz_INCLUDE} ${fuzz_SOURCES} -o ${program}
    DEPENDS ${fuzz_SOURCES} ${headers}
    VERBATIM)
  add_custom_target(fuzz_${name} ALL DEPENDS ${program})
  get_filename_component(area ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  add_test(NAME ${area}/${name}-fuzz
    COMMAND ${program} -runs=${runs} -max_len=${length_max} -seed=1 ${dictionary})
  set_tests_properties(${area}/${name}-fuzz PROPERTIES TIMEOUT 120)
endfunction()
