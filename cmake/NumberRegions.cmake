# Makes the table of regions and carriers of Chinese numbers from the data of Debian's
# python3-phonenumbers, which is read by the interpreter that it was installed for.

if(TARGET yd_lines)
  set(made ${CMAKE_BINARY_DIR}/made/number_regions.cpp)
  set(script ${CMAKE_SOURCE_DIR}/tools/number_regions.py)
  execute_process(COMMAND /usr/bin/python3 -c "import phonenumbers.geodata" RESULT_VARIABLE missing ERROR_QUIET)
  if(missing)
    message(FATAL_ERROR "python3-phonenumbers is missing: apt install python3-phonenumbers")
  endif()
  add_custom_command(OUTPUT ${made} COMMAND /usr/bin/python3 ${script} ${made} DEPENDS ${script}
    COMMENT "Regions and carriers of numbers" VERBATIM)
  target_sources(yd_lines PRIVATE ${made})
endif()
