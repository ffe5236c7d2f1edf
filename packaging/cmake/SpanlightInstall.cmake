# What `cmake --install build/release` puts where: programs, desktop entry, icon, completions, pages.
include(GNUInstallDirs)

foreach(program spanlight spanlight-cli)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  endif()
endforeach()

set(linux "${PROJECT_SOURCE_DIR}/packaging/linux")
set(application io.github.spanlight.Spanlight)
if(TARGET spanlight)
  install(FILES "${linux}/${application}.desktop" DESTINATION "${CMAKE_INSTALL_DATADIR}/applications")
  install(FILES "${linux}/${application}.metainfo.xml" DESTINATION "${CMAKE_INSTALL_DATADIR}/metainfo")
  install(FILES "${PROJECT_SOURCE_DIR}/resources/icons/spanlight.svg" RENAME "${application}.svg"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps")
endif()
if(TARGET spanlight-cli)
  install(FILES "${linux}/completions/spanlight-cli.bash" RENAME spanlight-cli
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
  install(FILES "${linux}/completions/_spanlight-cli" DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions")
  install(FILES "${linux}/completions/spanlight-cli.fish"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
endif()
install(FILES "${PROJECT_SOURCE_DIR}/README.md" "${PROJECT_SOURCE_DIR}/CHANGELOG.md"
  "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/docs/rules.md" DESTINATION "${CMAKE_INSTALL_DOCDIR}")
