# wok_enable(target): compile the target's C files with wokcc and link them with libwok.
#
# Files without a word of async C are compiled as they are, so a whole target can be enabled.
# Works in wok's own tree (where wokcc and wok::wok are targets that are still being built) and with
# an installed package (where WOK_WOKCC is the path of the installed program).

include_guard(GLOBAL)

# The first half of it: compile with wokcc, link nothing.
function(wok_compile target)
    if(TARGET wokcc)
        set(wokcc $<TARGET_FILE:wokcc>)
        add_dependencies(${target} wokcc)
        # Objects are as old as the compiler that made them.
        get_target_property(sources ${target} SOURCES)
        get_target_property(wokcc_path wokcc IMPORTED_LOCATION)
        if(NOT wokcc_path)
            set(wokcc_path ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/wokcc)
        endif()
        set_property(SOURCE ${sources} APPEND PROPERTY OBJECT_DEPENDS ${wokcc_path})
    elseif(WOK_WOKCC)
        set(wokcc ${WOK_WOKCC})
    else()
        message(FATAL_ERROR "${target}: wokcc was not found; set WOK_WOKCC to its path")
    endif()
    # An existing launcher (ccache) stays in front: it then caches what wokcc makes.
    get_target_property(launcher ${target} C_COMPILER_LAUNCHER)
    if(NOT launcher)
        set(launcher "")
    endif()
    set_property(TARGET ${target} PROPERTY C_COMPILER_LAUNCHER ${launcher} ${wokcc})
endfunction()

function(wok_enable target)
    wok_compile(${target})
    target_link_libraries(${target} PRIVATE wok::wok)
endfunction()
