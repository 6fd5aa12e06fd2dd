#include <fmt/core.h>

#include <filesystem>

#include "app/commands.h"
#include "app/program.h"

namespace app {

// The document follows from the endpoints alone; they are wired over a throw-away data folder.
int print_openapi(const Configuration& configuration) {
  namespace fs = std::filesystem;
  char name[] = "/tmp/yingda-openapi-XXXXXX";
  if (!::mkdtemp(name)) throw std::runtime_error("no temporary folder could be made");
  Configuration throw_away;
  throw_away.data = std::string(name) + "/data";
  throw_away.assets = configuration.assets;
  {
    Program program(throw_away, find_assets(configuration.assets));
    fmt::print("{}\n", program.openapi());
  }
  fs::remove_all(name);
  return 0;
}

}  // namespace app
