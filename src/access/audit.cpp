// The audit: lines written by the verbs, sealed into a hash chain per node.
//
// A seal covers rows of its node that no seal covered before, in the order of id; its
// hash is BLAKE2b-256 over the hash of the seal before and the text of each row. A
// removed, added or altered row, or a removed seal, breaks the chain from there on.

#include <fmt/format.h>

#include "access/rights.h"
#include "access/verbs.h"

namespace org {
namespace {

using AuditSealId = base::Id<struct AuditSealTag>;

struct AuditRow {
  AuditId id;
  base::Time at;
  std::int64_t node = 0;
  base::ActorKind actor_kind = base::ActorKind::System;
  std::int64_t actor_id = 0;
  std::string action;
  std::string subject_type;
  std::int64_t subject_id = 0;
  std::optional<CentreId> centre_id;
  std::string detail;
  std::string address;
};
BOOST_DESCRIBE_STRUCT(AuditRow, (),
                      (id, at, node, actor_kind, actor_id, action, subject_type, subject_id, centre_id, detail,
                       address))

struct AuditSeal {
  AuditSealId id;
  std::int64_t node = 0;
  base::Time at;
  std::int64_t row_count = 0;
  std::string previous_hash;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(AuditSeal, (), (id, node, at, row_count, previous_hash, hash))

std::string hash_rows(const std::string& previous, const std::vector<AuditRow>& rows) {
  std::string text = previous;
  for (const auto& row : rows) text += '\n' + base::to_json(row);
  return keys::hex(keys::digest(text));
}

const std::string& select_rows() {
  static const std::string sql = db::select<AuditRow>("audit");
  return sql;
}

AuditEntry to_entry(db::Transaction& tx, const db::Row& row) {
  auto stored = db::read_row<AuditRow>(row);
  AuditEntry entry{stored.id,
                   stored.at,
                   stored.actor_kind,
                   {stored.actor_id},
                   "",
                   stored.action,
                   stored.subject_type,
                   {stored.subject_id},
                   stored.centre_id,
                   stored.detail,
                   stored.address,
                   false};
  entry.actor_name = Access::actor_name(tx, {stored.actor_kind, stored.actor_id});
  entry.sealed = !row.null(db::Row(row).columns().size() - 1);
  return entry;
}

// The last seal of `node`; the hash of the empty chain is "".
std::string last_hash(db::Transaction& tx, int node) {
  auto rows = tx.query("SELECT hash FROM audit_seal WHERE node = ?1 ORDER BY id DESC LIMIT 1", node);
  return rows.empty() ? "" : rows[0].text(0);
}

}  // namespace

void audit(db::Transaction& tx, const Platform& platform, const Actor& actor, const AuditLine& line) {
  auto centre = line.centre_id ? std::optional(line.centre_id) : std::nullopt;
  db::insert_row(tx, "audit",
                 AuditRow{platform.ids.make<AuditId>(), platform.clock.now(), platform.node, actor.ref.kind,
                          actor.ref.id, std::string(line.action), std::string(line.subject_type), line.subject_id,
                          centre, line.detail.substr(0, 1000), actor.address});
}

base::Result<Page<AuditEntry>> Access::audit_entries(const Actor& actor, const AuditFilter& filter,
                                                     const ListQuery& query) {
  if (auto status = actor.require(view_audit); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) {
    auto reach = actor.within(view_audit, {.centre = "centre_id"}, 1);
    if (actor.reaches_all(view_audit)) reach = {"1 = 1", {}};  // also lines that belong to no centre
    ListStatement list(db::columns<AuditRow>() + ", seal_id", "audit", "id", reach);
    if (filter.actor_id) list.require("actor_id = ?%1", *filter.actor_id);
    if (!filter.action.empty()) list.require("action = ?%1", filter.action);
    if (!filter.subject_type.empty()) list.require("subject_type = ?%1", filter.subject_type);
    if (filter.subject_id) list.require("subject_id = ?%1", *filter.subject_id);
    if (filter.from) list.require("at >= ?%1", *filter.from);
    if (filter.until) list.require("at < ?%1", *filter.until);
    return page_of<AuditEntry>(tx, list, query, ListStatement::Order::NewestFirst,
                               [&](db::Row row) { return to_entry(tx, row); });
  });
}

void Access::seal_audit() {
  platform_.database.write([&](db::Transaction& tx) {
    tx.lock("audit_seal");
    auto rows = db::read_rows<AuditRow>(
        tx.query(select_rows() + "WHERE node = ?1 AND seal_id IS NULL ORDER BY id LIMIT 10000", platform_.node));
    if (rows.empty()) return;
    auto previous = last_hash(tx, platform_.node);
    AuditSeal seal{platform_.ids.make<AuditSealId>(),      platform_.node, platform_.clock.now(),
                   static_cast<std::int64_t>(rows.size()), previous,       hash_rows(previous, rows)};
    db::insert_row(tx, "audit_seal", seal);
    std::vector<AuditId> ids;
    for (const auto& row : rows) ids.push_back(row.id);
    tx.execute("UPDATE audit SET seal_id = ?1 WHERE id {in ?2}", seal.id, ids);
  });
}

std::vector<std::string> Access::check_audit() {
  return platform_.database.read([&](db::Transaction& tx) {
    std::vector<std::string> breaks;
    auto seals = db::read_rows<AuditSeal>(tx.query(db::select<AuditSeal>("audit_seal") + "ORDER BY node, id"));
    std::int64_t node = -1;
    std::string previous;
    for (const auto& seal : seals) {
      if (seal.node != node) previous.clear();
      node = seal.node;
      auto rows = db::read_rows<AuditRow>(tx.query(select_rows() + "WHERE seal_id = ?1 ORDER BY id", seal.id));
      if (seal.previous_hash != previous || seal.hash != hash_rows(previous, rows))
        breaks.push_back(
            fmt::format("the audit of node {} was altered at or before {}", node, base::to_rfc3339(seal.at)));
      previous = seal.hash;
    }
    return breaks;
  });
}

// Replies are kept sealed: some show a made-up password or token.
base::Result<std::optional<std::string>> find_reply(db::Transaction& tx, const Platform& platform, const Actor& actor) {
  tx.lock("idempotency " + actor.idempotency_key);
  auto rows =
      tx.query("SELECT reply, body_digest FROM idempotency WHERE actor_kind = ?1 AND actor_id = ?2 AND key = ?3",
               actor.ref.kind, actor.ref.id, actor.idempotency_key);
  if (rows.empty()) return std::nullopt;
  if (rows[0].text(1) != actor.body_digest) return base::refuse(base::Code::Conflict, "idempotency_key_reused");
  return platform.keys.open(rows[0].text(0), "idempotency.reply");
}

void keep_reply(db::Transaction& tx, const Platform& platform, const Actor& actor, const std::string& reply) {
  tx.execute(
      "INSERT INTO idempotency (actor_kind, actor_id, key, body_digest, reply, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      actor.ref.kind, actor.ref.id, actor.idempotency_key, actor.body_digest,
      platform.keys.seal(reply, "idempotency.reply"), platform.clock.now());
}

}  // namespace org
