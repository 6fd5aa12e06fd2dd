#pragma once
// Where the files that ship with the program are: content packs, the built console and the widget.

#include <string>

namespace app {

struct Assets {
  std::string content;  // folder content/
  std::string console;  // folder web/dist; "" when it was not built
  std::string widget;   // folder web/dist-widget; "" when it was not built
};

// Looks in `given` (when not empty), beside the program (../share/yingda), and in the
// source tree it was built from. Throws std::runtime_error when content is nowhere.
Assets find_assets(const std::string& given);

}  // namespace app
