#pragma once
// All SQL of access. Private to the module.

#include <optional>
#include <string>
#include <vector>

#include "access/access.h"
#include "access/events.h"
#include "access/list.h"
#include "access/types.h"
#include "db/database.h"
#include "db/rows.h"
#include "events/events.h"

namespace org {

struct CentreRow : Centre {
  std::string code_fold;
};
BOOST_DESCRIBE_STRUCT(CentreRow, (Centre), (code_fold))

struct RoleRow : Role {
  std::string name_fold;
};
BOOST_DESCRIBE_STRUCT(RoleRow, (Role), (name_fold))

struct PersonRow : PersonFields {
  PersonId id;
  std::string login_fold;
  std::string password_hash;
  bool must_change_password = false;
  std::optional<base::Time> last_sign_in_at;
  std::int64_t version = 1;
  base::Time updated_at;
};
BOOST_DESCRIBE_STRUCT(PersonRow, (PersonFields),
                      (id, login_fold, password_hash, must_change_password, last_sign_in_at, version, updated_at))

struct SessionRow {
  SessionId id;
  PersonId person_id;
  std::string token_digest;
  base::Time created_at;
  base::Time last_seen_at;
  std::string address;
  std::string browser;
};
BOOST_DESCRIBE_STRUCT(SessionRow, (), (id, person_id, token_digest, created_at, last_seen_at, address, browser))

struct ApiKeyRow : ApiKey {
  std::string token_digest;
};
BOOST_DESCRIBE_STRUCT(ApiKeyRow, (ApiKey), (token_digest))

struct PolicyRow : SignInPolicy {
  std::int64_t id = 1;
};
BOOST_DESCRIBE_STRUCT(PolicyRow, (SignInPolicy), (id))

struct FailureRow {
  std::string subject;
  std::int64_t failures = 0;
  base::Time first_at;
  std::optional<base::Time> locked_until;
};
BOOST_DESCRIBE_STRUCT(FailureRow, (), (subject, failures, first_at, locked_until))

template <class Row>
struct Table;
template <>
struct Table<CentreRow> {
  static constexpr std::string_view name = "centre";
};
template <>
struct Table<Department> {
  static constexpr std::string_view name = "department";
};
template <>
struct Table<Team> {
  static constexpr std::string_view name = "team";
};
template <>
struct Table<RoleRow> {
  static constexpr std::string_view name = "role";
};
template <>
struct Table<PersonRow> {
  static constexpr std::string_view name = "person";
};
template <>
struct Table<SessionRow> {
  static constexpr std::string_view name = "session";
};
template <>
struct Table<ApiKeyRow> {
  static constexpr std::string_view name = "api_key";
};

// "SELECT all columns FROM table " for rows of that type.
template <class Row>
const std::string& select() {
  static const std::string sql = db::select<Row>(Table<Row>::name);
  return sql;
}

template <class Row, class Id>
std::optional<Row> find(db::Transaction& tx, Id id) {
  return db::first_row<Row>(tx.query(select<Row>() + "WHERE id = ?1", id));
}

template <class Row>
void insert(db::Transaction& tx, const Row& row) {
  db::insert_row(tx, Table<Row>::name, row);
}

template <class Row>
void update(db::Transaction& tx, const Row& row) {
  db::update_row(tx, Table<Row>::name, row);
}

template <class Row, class Id>
void erase(db::Transaction& tx, Id id) {
  static const std::string sql = "DELETE FROM " + std::string(Table<Row>::name) + " WHERE id = ?1";
  tx.execute(sql, id);
}

std::vector<CentreId> centres_below(db::Transaction& tx, CentreId centre);
bool exists(db::Transaction& tx, std::string_view sql, std::vector<db::Value> values);

std::optional<PersonRow> find_person_by_login(db::Transaction& tx, std::string_view login_fold);
Person to_person(db::Transaction& tx, const keys::KeyRing& keys, const PersonRow& row);
void index_person(db::Transaction& tx, const PersonRow& row);

std::optional<SessionRow> find_session(db::Transaction& tx, const std::string& token_digest);
std::vector<SessionRow> sessions_of(db::Transaction& tx, PersonId person);

// The failures of a login or address, by its blind index.
std::string failure_subject(const keys::KeyRing& keys, std::string_view kind, std::string_view value);
std::optional<FailureRow> find_failure(db::Transaction& tx, const std::string& subject);
void put_failure(db::Transaction& tx, const FailureRow& row);
void clear_failure(db::Transaction& tx, const std::string& subject);

SignInPolicy load_policy(db::Transaction& tx);

Place place_of(const PersonRow& person);

// Appends a typed event about `subject` in `centre`.
template <class E>
void tell(db::Transaction& tx, const Platform& platform, const Actor& actor, CentreId centre, std::int64_t subject,
          const E& event) {
  events::append(tx, {platform.clock.now(), actor.ref, centre.value, subject}, event);
}

}  // namespace org
