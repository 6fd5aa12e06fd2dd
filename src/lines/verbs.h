#pragma once
// What the verbs of lines share: each kind of row is listed, found, made, edited and deleted in
// the same way, and differs in what is checked. Private to the module.

#include <string>
#include <utility>
#include <vector>

#include "content/record.h"
#include "lines/store.h"

namespace lines {

// Ways out name trunks, phones are chosen by people: one lock for what ties them.
inline constexpr std::string_view lines_lock = "lines";

inline org::Place place_of(org::CentreId centre) {
  return {centre, {}, {}, {}};
}

// That a centre has such a thing is no secret in it, so looking takes no more than the right in that centre.
template <class Row>
base::Result<Row> load(db::Transaction& tx, const org::Actor& actor, org::Right right, decltype(Row::id) id) {
  if (auto status = actor.require(right); !status) return base::pass(status);
  auto row = find<Row>(tx, id);
  const bool looks = right.key == Kept<Row>::view.key;
  const bool reached =
      row && (looks ? actor.sees_of_centre(right, row->centre_id) : actor.reaches(right, place_of(row->centre_id)));
  if (!reached) return base::not_found();
  return *std::move(row);
}

template <class Row>
void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const Row& row,
             org::Change change, std::string detail) {
  content::record(tx, platform, actor, {Kept<Row>::table, row.id.value, row.centre_id}, change, std::move(detail),
                  typename Kept<Row>::Changed{row.id, change});
}

// What an edit changed beside the settings: passwords, of which only that is told.
template <class Row>
std::string secrets_changed(const Row&, const Row&) {
  return "";
}
inline std::string secrets_changed(const TrunkRow& before, const TrunkRow& after) {
  std::string detail = before.sealed_password != after.sealed_password ? "password" : "";
  if (before.sealed_inbound_password != after.sealed_inbound_password)
    detail += detail.empty() ? "inbound_password" : ", inbound_password";
  return detail;
}

template <class Row>
base::Result<org::Page<typename Kept<Row>::Shown>> page(const org::Platform& platform, const org::Actor& actor,
                                                        std::optional<org::CentreId> centre,
                                                        const org::ListQuery& query, org::ListStatement::Order order) {
  using Shown = typename Kept<Row>::Shown;
  if (auto status = actor.require(Kept<Row>::view); !status) return base::pass(status);
  return platform.database.read([&](db::Transaction& tx) {
    org::ListStatement list(db::columns<Row>(), std::string(Kept<Row>::table), "id",
                            actor.within_centre(Kept<Row>::view, "centre_id", 1));
    if (centre) list.require("centre_id = ?%1", *centre);
    return org::page_of<Shown>(tx, list, query, order,
                               [&](db::Row row) -> Shown { return to_shown(tx, db::read_row<Row>(row)); });
  });
}

template <class Row>
base::Result<typename Kept<Row>::Shown> show(const org::Platform& platform, const org::Actor& actor,
                                             decltype(Row::id) id) {
  return platform.database.read([&](db::Transaction& tx) -> base::Result<typename Kept<Row>::Shown> {
    auto row = load<Row>(tx, actor, Kept<Row>::view, id);
    if (!row) return base::pass(row);
    return to_shown(tx, *row);
  });
}

// Within a transaction that holds the lock. `check(tx, row)` refuses, or completes the row.
template <class Row, class Check>
base::Status insert(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, Row& row,
                    Check check) {
  if (!org::Access::centre_exists(tx, row.centre_id) || !actor.reaches(Kept<Row>::edit, place_of(row.centre_id)))
    return base::refuse_fault("/centre_id", "no_such_object");
  if (base::Status status = check(tx, row); !status) return status;
  db::insert_row(tx, Kept<Row>::table, row);
  changed(tx, platform, actor, row, org::Change::Created, "");
  return {};
}

template <class Row, class Check>
base::Result<typename Kept<Row>::Shown> create(const org::Platform& platform, const org::Actor& actor, Row row,
                                               Check check) {
  using Shown = typename Kept<Row>::Shown;
  if (auto status = actor.require(Kept<Row>::edit); !status) return base::pass(status);
  row.id = platform.ids.make<decltype(Row::id)>();
  row.updated_at = platform.clock.now();
  return platform.database.write([&](db::Transaction& tx) {
    return org::create_once<Shown>(tx, platform, actor, [&]() -> base::Result<Shown> {
      tx.lock(lines_lock);
      auto fresh = row;
      if (auto status = insert(tx, platform, actor, fresh, check); !status) return base::pass(status);
      return to_shown(tx, fresh);
    });
  });
}

// `apply(tx, stored, row)` puts what the body says into `row`, which is as stored, and checks it.
template <class Row, class Apply>
base::Result<typename Kept<Row>::Shown> edit(const org::Platform& platform, const org::Actor& actor,
                                             decltype(Row::id) id, std::int64_t version, Apply apply) {
  using Settings = typename Kept<Row>::Settings;
  return platform.database.write([&](db::Transaction& tx) -> base::Result<typename Kept<Row>::Shown> {
    tx.lock(lines_lock);
    auto stored = load<Row>(tx, actor, Kept<Row>::edit, id);
    if (!stored) return base::pass(stored);
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    Row row = *stored;
    if (base::Status status = apply(tx, *stored, row); !status) return base::pass(status);
    if (row.centre_id != stored->centre_id) return base::refuse_fault("/centre_id", "cannot_change");
    row.version = version + 1;
    row.updated_at = platform.clock.now();
    // What a call counts meanwhile is not written over.
    db::update_changes(tx, Kept<Row>::table, *stored, row);
    auto detail = org::changed_fields<Settings>(*stored, row);
    if (const auto secrets = secrets_changed(*stored, row); !secrets.empty())
      detail += detail.empty() ? secrets : ", " + secrets;
    changed(tx, platform, actor, row, org::Change::Edited, std::move(detail));
    return to_shown(tx, row);
  });
}

// `allow(tx, row)` refuses, or takes away what hangs on the row.
template <class Row, class Allow>
base::Status erase(const org::Platform& platform, const org::Actor& actor, decltype(Row::id) id, Allow allow) {
  return platform.database.write([&](db::Transaction& tx) -> base::Status {
    tx.lock(lines_lock);
    auto stored = load<Row>(tx, actor, Kept<Row>::edit, id);
    if (!stored) return base::pass(stored);
    if (base::Status status = allow(tx, *stored); !status) return status;
    tx.execute("DELETE FROM " + std::string(Kept<Row>::table) + " WHERE id = ?1", id);
    changed(tx, platform, actor, *stored, org::Change::Deleted, "");
    return {};
  });
}

inline void hide(TrunkState&, const org::Actor&) {}
// Where somebody sits is for those who look after phones.
inline void hide(PhoneState& state, const org::Actor& actor) {
  if (actor.may(edit_phones)) return;
  const auto dot = state.address.find_first_of(".:");
  if (dot != state.address.npos) state.address = state.address.substr(0, dot) + ".***";
}

// ---- secrets ----

inline std::string secret_context(TrunkId id, std::string_view which) {
  return "trunk." + std::string(which) + '.' + id.text();
}
inline std::string digests_context(PhoneId id) {
  return "phone.sealed_digests." + id.text();
}
// "" when there is none.
inline std::string open_secret(const keys::KeyRing& keys, const std::string& sealed, const std::string& context) {
  return sealed.empty() ? "" : keys.open(sealed, context).value_or("");
}

inline constexpr std::string_view number_purpose = "caller_rule.number";

// Whether it may stand in a SIP address: a name, or an address of IPv4 or IPv6.
bool is_host(std::string_view text);
// Whether it may stand before the @ of a SIP address.
bool is_sip_user(std::string_view text);

}  // namespace lines
