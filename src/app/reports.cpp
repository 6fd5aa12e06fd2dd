// `yingda reports …`: the figures against the log.

#include <fmt/core.h>

#include "app/commands.h"
#include "app/data_lock.h"
#include "app/program.h"

namespace app {

int rebuild_reports(const Configuration& configuration) {
  auto core = open_existing(configuration);
  DataLock lock(configuration.data);
  auto read = core.reporting.rebuild(core.archive_folder());
  fmt::print("The counts of reports were made anew from {} events.\n", read);
  return 0;
}

int verify_reports(const Configuration& configuration) {
  auto core = open_existing(configuration);
  auto found = core.reporting.verify(core.archive_folder(), configuration.data + "/verify");
  for (const auto& each : found)
    fmt::print("{} ({}): {} is {}, the log says {}\n", each.table, each.row, each.counter, each.kept, each.told);
  if (found.empty()) fmt::print("Every count of reports is what the log says.\n");
  return found.empty() ? 0 : 1;
}

}  // namespace app
