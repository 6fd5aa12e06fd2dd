#include "lines/store.h"

namespace lines {
namespace {

template <class State>
std::vector<State> states_where(db::Transaction& tx, const std::string& table, const std::string& key,
                                const std::string& of, const org::Condition& condition) {
  auto sql = "SELECT " + db::column_list(base::type_of<State>(), "s.") + " FROM " + table + " s JOIN " + of +
             " r ON r.id = s." + key + " WHERE " + condition.sql + " ORDER BY s.id";
  return db::read_rows<State>(tx.query(sql, condition.values));
}

}  // namespace

Trunk to_shown(db::Transaction&, const TrunkRow& row) {
  return {row, row.id, !row.sealed_password.empty(), !row.sealed_inbound_password.empty(), row.version, row.updated_at};
}

Phone to_shown(db::Transaction& tx, const PhoneRow& row) {
  const auto person = row.person_id ? row.person_id : chooser_of(tx, row.id);
  return {row, row.id, person ? org::Access::person_name(tx, person->value) : "", row.version, row.updated_at};
}

CallerRule to_shown(db::Transaction&, const CallerRuleRow& row) {
  return {row,         row.id,        row.centre_id,   row.prefix.empty() ? row.masked : row.prefix + '*',
          row.region,  row.hits,      row.last_hit_at, row.marks,
          row.version, row.updated_at};
}

bool pattern_is_taken(db::Transaction& tx, const Number& row) {
  return !tx.query("SELECT 1 FROM own_number WHERE pattern = ?1 AND id <> ?2", row.pattern, row.id).empty();
}

bool login_is_taken(db::Transaction& tx, const PhoneRow& row) {
  return !tx.query("SELECT 1 FROM phone WHERE login = ?1 AND id <> ?2", row.login, row.id).empty();
}

std::optional<CallerRuleRow> same_rule(db::Transaction& tx, const CallerRuleRow& row) {
  static const std::string sql = db::select<CallerRuleRow>("caller_rule") +
                                 "WHERE centre_id = ?1 AND prefix = ?2 AND value_index = ?3 AND id <> ?4";
  return db::first_row<CallerRuleRow>(tx.query(sql, row.centre_id, row.prefix, row.value_index, row.id));
}

std::vector<CallerRuleRow> rules_of(db::Transaction& tx, const std::vector<org::CentreId>& centres,
                                    const std::string& value_index) {
  static const std::string sql = db::select<CallerRuleRow>("caller_rule") +
                                 "WHERE (value_index = ?1 OR prefix <> '') AND centre_id {in ?2} ORDER BY id";
  return db::read_rows<CallerRuleRow>(tx.query(sql, value_index, centres));
}

std::optional<PhoneId> chosen_phone(db::Transaction& tx, org::PersonId person) {
  auto rows = tx.query("SELECT phone_id FROM own_phone WHERE person_id = ?1", person);
  return rows.empty() ? std::nullopt : std::optional(rows[0].id<PhoneId>(0));
}

std::optional<org::PersonId> chooser_of(db::Transaction& tx, PhoneId phone) {
  auto rows = tx.query("SELECT person_id FROM own_phone WHERE phone_id = ?1", phone);
  return rows.empty() ? std::nullopt : std::optional(rows[0].id<org::PersonId>(0));
}

void forget_choice(db::Transaction& tx, org::PersonId person) {
  tx.execute("DELETE FROM own_phone WHERE person_id = ?1", person);
}

void forget_choices_of(db::Transaction& tx, PhoneId phone) {
  tx.execute("DELETE FROM own_phone WHERE phone_id = ?1", phone);
}

void choose(db::Transaction& tx, org::PersonId person, PhoneId phone) {
  forget_choices_of(tx, phone);
  tx.execute(
      "INSERT INTO own_phone (person_id, phone_id) VALUES (?1, ?2) "
      "ON CONFLICT (person_id) DO UPDATE SET phone_id = excluded.phone_id",
      person, phone);
}

std::vector<PhoneRow> phones_open_to(db::Transaction& tx, org::PersonId person, org::CentreId centre) {
  static const std::string sql = db::select<PhoneRow>("phone") +
                                 "WHERE active = 1 AND (person_id = ?1 OR (person_id IS NULL AND centre_id = ?2)) "
                                 "ORDER BY name, id";
  return db::read_rows<PhoneRow>(tx.query(sql, person, centre));
}

std::vector<TrunkState> trunk_states_where(db::Transaction& tx, const org::Condition& condition) {
  return states_where<TrunkState>(tx, "trunk_state", "trunk_id", "trunk", condition);
}

std::vector<PhoneState> phone_states_where(db::Transaction& tx, const org::Condition& condition) {
  return states_where<PhoneState>(tx, "phone_state", "phone_id", "phone", condition);
}

std::optional<TrunkState> find_state(db::Transaction& tx, TrunkId trunk, int node) {
  return db::first_row<TrunkState>(
      tx.query(db::select<TrunkState>("trunk_state") + "WHERE trunk_id = ?1 AND node = ?2", trunk, node));
}

std::optional<PhoneState> find_state(db::Transaction& tx, PhoneId phone, int node) {
  return db::first_row<PhoneState>(
      tx.query(db::select<PhoneState>("phone_state") + "WHERE phone_id = ?1 AND node = ?2", phone, node));
}

void put(db::Transaction& tx, const TrunkState& state) {
  db::put_row(tx, "trunk_state", "id", state);
}

void put(db::Transaction& tx, const PhoneState& state) {
  db::put_row(tx, "phone_state", "id", state);
}

bool erase_states(db::Transaction& tx, int node) {
  const auto trunks = tx.execute("DELETE FROM trunk_state WHERE node = ?1", node);
  return tx.execute("DELETE FROM phone_state WHERE node = ?1", node) + trunks > 0;
}

void erase_states_of(db::Transaction& tx, TrunkId trunk) {
  tx.execute("DELETE FROM trunk_state WHERE trunk_id = ?1", trunk);
}

void erase_states_of(db::Transaction& tx, PhoneId phone) {
  tx.execute("DELETE FROM phone_state WHERE phone_id = ?1", phone);
}

}  // namespace lines
