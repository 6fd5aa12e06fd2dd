#pragma once
// All SQL of lines. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "access/list.h"
#include "db/database.h"
#include "db/rows.h"
#include "lines/events.h"
#include "lines/lines.h"
#include "lines/rights.h"

namespace lines {

struct TrunkRow : TrunkSettings {
  TrunkId id;
  std::string sealed_password, sealed_inbound_password;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(TrunkRow, (TrunkSettings), (id, sealed_password, sealed_inbound_password, version, updated_at))

// Both digests (md5, then sha-256) of a phone's password, sealed as one text.
struct PhoneRow : PhoneFields {
  PhoneId id;
  std::string sealed_digests;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(PhoneRow, (PhoneFields), (id, sealed_digests, version, updated_at))

struct CallerRuleRow : CallerRuleFields {
  CallerRuleId id;
  org::CentreId centre_id;
  std::string prefix;  // of a rule for all that begin so; else ""
  std::string sealed, value_index, masked;
  Region region;
  std::int64_t hits = 0;
  std::optional<base::Time> last_hit_at;
  std::int64_t marks = 0;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(CallerRuleRow, (CallerRuleFields),
                      (id, centre_id, prefix, sealed, value_index, masked, region, hits, last_hit_at, marks, version,
                       updated_at))

// How a kind of row is kept: its table (which names its lock and its lines of audit too), who sees and who
// edits it, what of it a body says, and how it is shown.
template <class Row>
struct Kept;
template <>
struct Kept<TrunkRow> {
  static constexpr std::string_view table = "trunk";
  static constexpr org::Right view = view_trunks, edit = edit_trunks;
  using Shown = Trunk;
  using Settings = TrunkSettings;
  using Changed = TrunkChanged;
};
template <>
struct Kept<Number> {
  static constexpr std::string_view table = "own_number";
  static constexpr org::Right view = view_numbers, edit = edit_numbers;
  using Shown = Number;
  using Settings = NumberFields;
  using Changed = NumberChanged;
};
template <>
struct Kept<WayOut> {
  static constexpr std::string_view table = "way_out";
  static constexpr org::Right view = view_trunks, edit = edit_trunks;
  using Shown = WayOut;
  using Settings = WayOutFields;
  using Changed = WayOutChanged;
};
template <>
struct Kept<PhoneRow> {
  static constexpr std::string_view table = "phone";
  static constexpr org::Right view = view_phones, edit = edit_phones;
  using Shown = Phone;
  using Settings = PhoneFields;
  using Changed = PhoneChanged;
};
template <>
struct Kept<CallerRuleRow> {
  static constexpr std::string_view table = "caller_rule";
  static constexpr org::Right view = view_callers, edit = edit_callers;
  using Shown = CallerRule;
  using Settings = CallerRuleFields;
  using Changed = CallerRuleChanged;
};

Trunk to_shown(db::Transaction& tx, const TrunkRow& row);
Phone to_shown(db::Transaction& tx, const PhoneRow& row);
CallerRule to_shown(db::Transaction& tx, const CallerRuleRow& row);
inline const Number& to_shown(db::Transaction&, const Number& row) {
  return row;
}
inline const WayOut& to_shown(db::Transaction&, const WayOut& row) {
  return row;
}

template <class Row>
std::optional<Row> find(db::Transaction& tx, decltype(Row::id) id) {
  return db::first_row<Row>(tx.query(db::select<Row>(Kept<Row>::table) + "WHERE id = ?1", id));
}
// By id.
template <class Row>
std::vector<Row> all(db::Transaction& tx) {
  return db::read_rows<Row>(tx.query(db::select<Row>(Kept<Row>::table) + "ORDER BY id"));
}

bool pattern_is_taken(db::Transaction& tx, const Number& row);
bool login_is_taken(db::Transaction& tx, const PhoneRow& row);
std::optional<CallerRuleRow> same_rule(db::Transaction& tx, const CallerRuleRow& row);
// Rules of the centres for that very number, and for all prefixes.
std::vector<CallerRuleRow> rules_of(db::Transaction& tx, const std::vector<org::CentreId>& centres,
                                    const std::string& value_index);

// The phone that the person has chosen.
std::optional<PhoneId> chosen_phone(db::Transaction& tx, org::PersonId person);
std::optional<org::PersonId> chooser_of(db::Transaction& tx, PhoneId phone);
void forget_choice(db::Transaction& tx, org::PersonId person);
void forget_choices_of(db::Transaction& tx, PhoneId phone);
void choose(db::Transaction& tx, org::PersonId person, PhoneId phone);
// Active ones that are the person's, or of places in the centre that are nobody's.
std::vector<PhoneRow> phones_open_to(db::Transaction& tx, org::PersonId person, org::CentreId centre);

// Those that meet a condition on their own columns (s.) and those of their row (r.), by id.
std::vector<TrunkState> trunk_states_where(db::Transaction& tx, const org::Condition& condition);
std::vector<PhoneState> phone_states_where(db::Transaction& tx, const org::Condition& condition);
std::optional<TrunkState> find_state(db::Transaction& tx, TrunkId trunk, int node);
std::optional<PhoneState> find_state(db::Transaction& tx, PhoneId phone, int node);
void put(db::Transaction& tx, const TrunkState& state);
void put(db::Transaction& tx, const PhoneState& state);
// Gives whether there were any.
bool erase_states(db::Transaction& tx, int node);
void erase_states_of(db::Transaction& tx, TrunkId trunk);
void erase_states_of(db::Transaction& tx, PhoneId phone);

}  // namespace lines
