# What an installation consists of: bin/wokcc, bin/wok, share/wok/gdb, lib/libwok.{a,so}, include/wok, wok.pc, and
# the CMake package. All of it may be moved as one: nothing in it holds the prefix.

include(CMakePackageConfigHelpers)

if(NOT WOK_WOKCC)
    install(TARGETS wokcc wok_command RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
install(TARGETS wok_static wok_shared
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${PROJECT_SOURCE_DIR}/tools/gdb/wok.py DESTINATION ${CMAKE_INSTALL_DATADIR}/wok/gdb)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/wok DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

configure_file(${PROJECT_SOURCE_DIR}/cmake/wok.pc.in ${PROJECT_BINARY_DIR}/wok.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/wok.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/wok)
set(WOK_PACKAGE_INCLUDE ${CMAKE_INSTALL_INCLUDEDIR})
set(WOK_PACKAGE_LIBRARIES ${CMAKE_INSTALL_LIBDIR})
set(WOK_PACKAGE_PROGRAMS ${CMAKE_INSTALL_BINDIR})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/wok-config.cmake.in
    ${PROJECT_BINARY_DIR}/wok-config.cmake
    INSTALL_DESTINATION ${package_folder}
    PATH_VARS WOK_PACKAGE_INCLUDE WOK_PACKAGE_LIBRARIES WOK_PACKAGE_PROGRAMS)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/wok-config-version.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/wok-config.cmake
    ${PROJECT_BINARY_DIR}/wok-config-version.cmake
    ${PROJECT_SOURCE_DIR}/cmake/WokEnable.cmake
    DESTINATION ${package_folder})
