// The job that puts an upgrade's new marks into the search index, batch by batch. A batch
// commits together with the place at which the next one begins.

#include "customers/customers.h"
#include "customers/store.h"
#include "jobs/jobs.h"

namespace customers {
namespace {

constexpr int batch_files = 500;

}  // namespace

void Customers::queue_reindex() {
  platform_.database.write([&](db::Transaction& tx) {
    if (!marks_are_known(tx))
      jobs::enqueue(tx, platform_.ids, reindex_kind, "{}", {platform_.clock.now(), std::string(reindex_kind)});
  });
}

void Customers::continue_reindex(jobs::Progress& progress) {
  while (platform_.database.write([](db::Transaction& tx) { return reindex_some(tx, batch_files); }))
    if (!progress.alive()) throw jobs::Failure("stopping");
}

}  // namespace customers
