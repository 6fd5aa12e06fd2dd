#include "calendars/store.h"

namespace calendars {

std::optional<CalendarRow> find_calendar(db::Transaction& tx, CalendarId id) {
  return db::first_row<CalendarRow>(tx.query(db::select<CalendarRow>("calendar") + "WHERE id = ?1", id));
}

bool has_calendar_key(db::Transaction& tx, const std::string& key) {
  return !tx.query("SELECT 1 FROM calendar WHERE key = ?1", key).empty();
}

bool name_is_taken(db::Transaction& tx, const CalendarRow& row) {
  auto rows = tx.query("SELECT 1 FROM calendar WHERE name_fold = ?1 AND id <> ?2 AND centre_id IS NOT DISTINCT FROM ?3",
                       row.name_fold, row.id, row.centre_id);
  return !rows.empty();
}

std::int64_t count_calendars(db::Transaction& tx) {
  return tx.query("SELECT count(*) FROM calendar")[0].integer(0);
}

void insert(db::Transaction& tx, const CalendarRow& row) {
  db::insert_row(tx, "calendar", row);
}

void update(db::Transaction& tx, const CalendarRow& row) {
  db::update_row(tx, "calendar", row);
}

void erase(db::Transaction& tx, CalendarId id) {
  tx.execute("DELETE FROM calendar WHERE id = ?1", id);
}

std::vector<Holiday> find_holidays(db::Transaction& tx, const HolidayFilter& filter) {
  // Dates are text in the order of time, so a year lies between its first day and the next year's.
  auto first = filter.year ? std::to_string(*filter.year) + "-01-01" : "";
  auto beyond = filter.year ? std::to_string(*filter.year + 1) + "-01-01" : "9";
  auto rows = tx.query(db::select<Holiday>("holiday") +
                           "WHERE (holiday_set = ?1 OR ?1 = '') AND date >= ?2 AND date < ?3 "
                           "ORDER BY holiday_set, date",
                       filter.holiday_set, first, beyond);
  return db::read_rows<Holiday>(rows);
}

std::optional<Holiday> find_holiday(db::Transaction& tx, HolidayId id) {
  return db::first_row<Holiday>(tx.query(db::select<Holiday>("holiday") + "WHERE id = ?1", id));
}

bool has_holiday_set(db::Transaction& tx, const std::string& holiday_set) {
  return !tx.query("SELECT 1 FROM holiday WHERE holiday_set = ?1 LIMIT 1", holiday_set).empty();
}

void insert(db::Transaction& tx, const Holiday& holiday) {
  db::insert_row(tx, "holiday", holiday);
}

void update(db::Transaction& tx, const Holiday& holiday) {
  db::update_row(tx, "holiday", holiday);
}

void erase(db::Transaction& tx, HolidayId id) {
  tx.execute("DELETE FROM holiday WHERE id = ?1", id);
}

}  // namespace calendars
