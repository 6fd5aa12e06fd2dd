#include "channels/replies/store.h"

#include "access/access.h"
#include "channels/rights.h"

namespace channels {
namespace {

const std::string& select_replies() {
  static const std::string sql = db::select<CannedReply>("canned_reply");
  return sql;
}

}  // namespace

std::optional<CannedReply> find_reply(db::Transaction& tx, ReplyId id) {
  return db::first_row<CannedReply>(tx.query(select_replies() + "WHERE id = ?1", id));
}

std::vector<CannedReply> replies_for(db::Transaction& tx, const org::Actor& actor,
                                     const std::vector<std::int64_t>* ids) {
  auto centres = org::Access::centres_above(tx, actor.place.centre_id);
  if (actor.may(edit_replies))
    for (auto centre : actor.centres_below)
      if (actor.reaches(edit_replies, {centre, {}, {}, {}})) centres.push_back(centre);
  const std::int64_t person = actor.ref.kind == base::ActorKind::Person ? actor.ref.id : 0;
  std::vector<db::Value> values{db::to_value(person), db::to_value(centres)};
  auto sql =
      select_replies() + "WHERE (owner_id = ?1 OR (owner_id IS NULL AND (centre_id IS NULL OR centre_id {in ?2})))";
  if (ids) {
    values.push_back(db::to_value(*ids));
    sql += " AND id {in ?3}";
  }
  return db::read_rows<CannedReply>(tx.query(sql + " ORDER BY folder, position, id", values));
}

// Among the own ones of one person, or those shared in one centre.
bool shortcut_is_taken(db::Transaction& tx, const CannedReply& reply) {
  if (reply.shortcut.empty()) return false;
  return !tx.query(
                "SELECT 1 FROM canned_reply WHERE shortcut = ?1 AND coalesce(owner_id, 0) = ?2 "
                "AND coalesce(centre_id, 0) = ?3 AND language = ?4 AND id <> ?5",
                reply.shortcut, reply.owner_id.value_or(org::PersonId{}), reply.centre_id.value_or(org::CentreId{}),
                reply.language, reply.id)
              .empty();
}

std::int64_t count_own(db::Transaction& tx, org::PersonId owner) {
  return tx.query("SELECT count(*) FROM canned_reply WHERE owner_id = ?1", owner)[0].integer(0);
}

void insert(db::Transaction& tx, const CannedReply& reply) {
  db::insert_row(tx, "canned_reply", reply);
}

void update(db::Transaction& tx, const CannedReply& reply) {
  db::update_row(tx, "canned_reply", reply);
}

void erase(db::Transaction& tx, ReplyId id) {
  tx.execute("DELETE FROM canned_reply WHERE id = ?1", id);
}

}  // namespace channels
