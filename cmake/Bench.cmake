# Benchmarks, made with -DYINGDA_BENCH=ON in a release build. bench/NAME holds the
# sources of one program, bench_NAME, a README.md of how to run it with figures, and a
# CMakeLists.txt of one line: yingda_bench(NAME module …).

function(yingda_bench name)
  if("test_support" IN_LIST ARGN)
    find_package(GTest REQUIRED)
    yingda_test_support()
  endif()
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(bench_${name} ${sources})
  target_include_directories(bench_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_link_libraries(bench_${name} PRIVATE ${ARGN})
  set_target_properties(bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
endfunction()

if(YINGDA_BENCH)
  file(GLOB lists CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/*/CMakeLists.txt)
  foreach(list IN LISTS lists)
    get_filename_component(folder ${list} DIRECTORY)
    add_subdirectory(${folder})
  endforeach()
endif()
