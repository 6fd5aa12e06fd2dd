#include "app/assets.h"

#include <filesystem>
#include <stdexcept>
#include <vector>

namespace app {

namespace fs = std::filesystem;

Assets find_assets(const std::string& given) {
  std::vector<fs::path> places;
  if (!given.empty())
    places.emplace_back(given);
  else
    places = {fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "share" / "yingda", YINGDA_SOURCE_DIR};
  for (const auto& place : places) {
    if (!fs::exists(place / "content" / "roles.json")) continue;
    auto console = place / "web" / "dist";
    auto widget = place / "web" / "dist-widget";
    return {(place / "content").string(), fs::exists(console / "index.html") ? console.string() : "",
            fs::exists(widget / "chat.html") ? widget.string() : ""};
  }
  throw std::runtime_error("the folder content/ was not found; name the folder that holds it with --assets");
}

}  // namespace app
