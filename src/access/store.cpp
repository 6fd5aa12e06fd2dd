#include "access/store.h"

#include <fmt/format.h>

#include "search/search.h"

namespace org {
namespace {

constexpr search::Index person_search{"person_search"};

}  // namespace

std::vector<CentreId> centres_below(db::Transaction& tx, CentreId centre) {
  auto rows = tx.query(
      "WITH RECURSIVE below (id) AS (SELECT id FROM centre WHERE id = ?1 "
      "UNION SELECT c.id FROM centre c JOIN below b ON c.parent_id = b.id) SELECT id FROM below",
      centre);
  std::vector<CentreId> ids;
  for (db::Row row : rows) ids.push_back(row.id<CentreId>(0));
  return ids;
}

bool exists(db::Transaction& tx, std::string_view sql, std::vector<db::Value> values) {
  return !tx.query(sql, std::move(values)).empty();
}

std::optional<PersonRow> find_person_by_login(db::Transaction& tx, std::string_view login_fold) {
  return db::first_row<PersonRow>(tx.query(select<PersonRow>() + "WHERE login_fold = ?1", login_fold));
}

Person to_person(db::Transaction& tx, const keys::KeyRing& keys, const PersonRow& row) {
  Person person;
  static_cast<PersonFields&>(person) = row;
  person.id = row.id;
  person.last_sign_in_at = row.last_sign_in_at;
  person.must_change_password = row.must_change_password;
  person.version = row.version;
  person.updated_at = row.updated_at;
  if (auto failure = find_failure(tx, failure_subject(keys, "login", row.login_fold)))
    person.locked_until = failure->locked_until;
  return person;
}

void index_person(db::Transaction& tx, const PersonRow& row) {
  person_search.put(tx, row.id.value, row.name + ' ' + row.login + ' ' + row.number);
}

std::optional<SessionRow> find_session(db::Transaction& tx, const std::string& token_digest) {
  return db::first_row<SessionRow>(tx.query(select<SessionRow>() + "WHERE token_digest = ?1", token_digest));
}

std::vector<SessionRow> sessions_of(db::Transaction& tx, PersonId person) {
  return db::read_rows<SessionRow>(tx.query(select<SessionRow>() + "WHERE person_id = ?1 ORDER BY id DESC", person));
}

std::string failure_subject(const keys::KeyRing& keys, std::string_view kind, std::string_view value) {
  return fmt::format("{}:{}", kind, keys.blind_index(value, "sign_in_failure"));
}

std::optional<FailureRow> find_failure(db::Transaction& tx, const std::string& subject) {
  return db::first_row<FailureRow>(tx.query(db::select<FailureRow>("sign_in_failure") + "WHERE subject = ?1", subject));
}

void put_failure(db::Transaction& tx, const FailureRow& row) {
  db::put_row(tx, "sign_in_failure", "subject", row);
}

void clear_failure(db::Transaction& tx, const std::string& subject) {
  tx.execute("DELETE FROM sign_in_failure WHERE subject = ?1", subject);
}

SignInPolicy load_policy(db::Transaction& tx) {
  auto rows = tx.query(db::select<SignInPolicy>("sign_in_policy") + "WHERE id = 1");
  return rows.empty() ? SignInPolicy{} : db::read_row<SignInPolicy>(rows[0]);
}

Place place_of(const PersonRow& person) {
  return {person.centre_id, person.department_id, person.team_id, person.id};
}

}  // namespace org
