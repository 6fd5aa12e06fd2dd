# Fuzz targets, made with -DYINGDA_FUZZ=ON (clang): tests/fuzz/NAME_fuzz.cpp becomes the
# program fuzz_NAME, linked with the modules whose headers it includes. Seeds are in
# tests/fuzz/corpus/NAME. A minute of one:
#   build-fuzz/fuzz_frame -max_total_time=60 -max_len=4096 /tmp/found tests/fuzz/corpus/frame

function(yingda_fuzz source)
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" name ${name})
  file(STRINGS ${source} includes REGEX "^#include \"[a-z_]+/")
  set(linked "")
  foreach(include IN LISTS includes)
    string(REGEX REPLACE "^#include \"([a-z_]+)/.*" "yd_\\1" library ${include})
    list(APPEND linked ${library})
  endforeach()
  list(REMOVE_DUPLICATES linked)
  add_executable(fuzz_${name} ${source})
  target_link_libraries(fuzz_${name} PRIVATE ${linked})
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
endfunction()

if(YINGDA_FUZZ)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)
  foreach(source IN LISTS sources)
    yingda_fuzz(${source})
  endforeach()
endif()
