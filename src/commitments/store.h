#pragma once
// All SQL of commitments. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "access/list.h"
#include "commitments/commitments.h"
#include "commitments/rules.h"
#include "db/database.h"
#include "db/rows.h"

namespace commitments {

struct LevelRow : ServiceLevel {
  std::string name_fold;
};
BOOST_DESCRIBE_STRUCT(LevelRow, (ServiceLevel), (name_fold))

struct ClockRow : Commitment {
  std::int64_t warn_ms = 0;
  std::int64_t short_abandon_ms = 0;
  Stretches counted;
  std::vector<Pause> pauses;
};
BOOST_DESCRIBE_STRUCT(ClockRow, (Commitment), (warn_ms, short_abandon_ms, counted, pauses))
// A month of office hours has this many stretches with room to spare.
constexpr auto limits_of(const ClockRow*) {
  return std::array{base::Limit{.field = "counted", .max_items = 100'000},
                    base::Limit{.field = "pauses", .max_items = 100'000}};
}

inline constexpr org::PlaceColumns centre_only{"centre_id", "", "", ""};

std::optional<LevelRow> find_level(db::Transaction& tx, ServiceLevelId id);
bool has_key(db::Transaction& tx, std::string_view key);
bool name_is_taken(db::Transaction& tx, const LevelRow& row);
bool has_clocks(db::Transaction& tx, ServiceLevelId id);
void insert(db::Transaction& tx, const LevelRow& row);
void update(db::Transaction& tx, const LevelRow& row);
void erase(db::Transaction& tx, ServiceLevelId id);
// Active ones of the measure and channel, of the centre or one above it, by id.
std::vector<LevelRow> levels_for(db::Transaction& tx, const NewClock& clock);

std::optional<ClockRow> find_clock(db::Transaction& tx, CommitmentId id);
// Those that have not stopped, by id.
std::vector<CommitmentId> unstopped(db::Transaction& tx, SubjectId subject);
bool anything_due(db::Transaction& tx, base::Time warn_until, base::Time due_until);
std::vector<CommitmentId> to_warn(db::Transaction& tx, base::Time until, int limit);
std::vector<CommitmentId> to_breach(db::Transaction& tx, base::Time until, int limit);
void insert(db::Transaction& tx, const ClockRow& row);
// Writes a clock that was in state `before` and had not stopped; false when somebody else has
// changed that meanwhile.
bool change(db::Transaction& tx, const ClockRow& row, CommitmentState before);

}  // namespace commitments
