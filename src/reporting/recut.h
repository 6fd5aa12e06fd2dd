#pragma once
// Days are cut in the zone of their centre. When that zone changes, so do all of its days: they
// are added up again from quarter hours, which every zone shares. Private to the module.

#include "db/database.h"
#include "reporting/intervals.h"

namespace reporting {

// Nothing when the zone of `centre` is the one in which its days were cut.
void recut_if_moved(db::Transaction& tx, const Zones& zones, org::CentreId centre);

}  // namespace reporting
