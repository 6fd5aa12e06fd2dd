#include "channels/replies/replies.h"

#include <algorithm>

#include "access/api.h"
#include "access/live.h"
#include "agents/rights.h"
#include "base/text.h"
#include "channels/replies/events.h"
#include "channels/replies/store.h"
#include "channels/rights.h"
#include "events/events.h"
#include "realtime/items.h"

namespace channels {
namespace {

constexpr std::int64_t most_own = 500;

base::Status require_use(const org::Actor& actor) {
  if (actor.may(edit_replies)) return {};
  return actor.require(agents::work_as_agent);
}

// Whether the actor edits shared replies of that centre; of all centres when there is none.
bool edits_shared(const org::Actor& actor, std::optional<org::CentreId> centre) {
  return centre ? actor.reaches(edit_replies, {*centre, {}, {}, {}}) : actor.reaches_all(edit_replies);
}

bool may_edit(const org::Actor& actor, const CannedReply& reply) {
  if (reply.owner_id) return actor.ref == base::ActorRef{base::ActorKind::Person, reply.owner_id->value};
  return edits_shared(actor, reply.centre_id);
}

bool is_shortcut(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '/' || c == '\t'; });
}

base::Result<CannedReply> load(db::Transaction& tx, const org::Actor& actor, ReplyId id) {
  if (auto status = require_use(actor); !status) return base::pass(status);
  const std::vector<std::int64_t> ids{id.value};
  auto found = replies_for(tx, actor, &ids);
  if (found.empty()) return base::not_found();
  return std::move(found[0]);
}

base::Result<CannedReply> load_for_edit(db::Transaction& tx, const org::Actor& actor, ReplyId id) {
  auto reply = load(tx, actor, id);
  if (reply && !may_edit(actor, *reply))
    return base::refuse(base::Code::Forbidden, "right_missing", {{"right", std::string(edit_replies.key)}});
  return reply;
}

base::Status check(db::Transaction& tx, const org::Actor& actor, const CannedReply& reply) {
  if (!reply.own) {
    if (auto status = actor.require(edit_replies); !status) return status;
    if (!edits_shared(actor, reply.centre_id)) return base::refuse_fault("/centre_id", "no_such_object");
    if (reply.centre_id && !org::Access::centre_exists(tx, *reply.centre_id))
      return base::refuse_fault("/centre_id", "no_such_object");
  }
  if (!is_shortcut(reply.shortcut)) return base::refuse_fault("/shortcut", "bad_key");
  if (!reply.language.empty() && reply.language != "zh-CN" && reply.language != "en")
    return base::refuse_fault("/language", "not_a_choice");
  if (shortcut_is_taken(tx, reply)) return base::refuse_fault("/shortcut", "taken");
  return {};
}

// An own one belongs to the actor and to no centre.
void own(CannedReply& reply, const org::Actor& actor) {
  reply.owner_id.reset();
  if (!reply.own) return;
  reply.owner_id = org::PersonId{actor.ref.id};
  reply.centre_id.reset();
}

// What somebody keeps for itself is its own affair and not audited.
void changed(db::Transaction& tx, const org::Platform& platform, const org::Actor& actor, const CannedReply& reply,
             org::Change change) {
  const auto centre = reply.centre_id.value_or(org::CentreId{});
  if (!reply.own)
    org::audit(tx, platform, actor,
               {"canned_reply." + base::word_of(change), "canned_reply", reply.id.value, centre, reply.title});
  events::append(tx, {platform.clock.now(), actor.ref, centre.value, reply.id.value},
                 ReplyChanged{reply.id, reply.owner_id, change});
}

}  // namespace

base::Result<std::vector<CannedReply>> Replies::replies(const org::Actor& actor) {
  if (auto status = require_use(actor); !status) return base::pass(status);
  return platform_.database.read([&](db::Transaction& tx) { return replies_for(tx, actor, nullptr); });
}

base::Result<CannedReply> Replies::reply(const org::Actor& actor, ReplyId id) {
  return platform_.database.read([&](db::Transaction& tx) { return load(tx, actor, id); });
}

base::Result<CannedReply> Replies::create(const org::Actor& actor, const CannedReplyFields& fields) {
  if (auto status = require_use(actor); !status) return base::pass(status);
  if (fields.own && actor.ref.kind != base::ActorKind::Person)
    return base::refuse(base::Code::Forbidden, "people_only");
  return platform_.database.write([&](db::Transaction& tx) {
    return org::create_once<CannedReply>(tx, platform_, actor, [&]() -> base::Result<CannedReply> {
      tx.lock("canned_reply");
      CannedReply reply{fields, platform_.ids.make<ReplyId>(), {}, 1, platform_.clock.now()};
      own(reply, actor);
      if (auto status = check(tx, actor, reply); !status) return base::pass(status);
      if (reply.owner_id && count_own(tx, *reply.owner_id) >= most_own)
        return base::refuse(base::Code::TooMany, "too_many_replies");
      insert(tx, reply);
      changed(tx, platform_, actor, reply, org::Change::Created);
      return reply;
    });
  });
}

base::Result<CannedReply> Replies::edit(const org::Actor& actor, ReplyId id, std::int64_t version,
                                        const CannedReplyFields& fields) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Result<CannedReply> {
    tx.lock("canned_reply");
    auto stored = load_for_edit(tx, actor, id);
    if (!stored) return stored;
    if (auto status = org::check_version(stored->version, version); !status) return base::pass(status);
    // Whose it is does not change: one that is shared would vanish from all other desks.
    if (fields.own != stored->own) return base::refuse_fault("/own", "cannot_change");
    CannedReply reply{fields, id, {}, version + 1, platform_.clock.now()};
    own(reply, actor);
    if (auto status = check(tx, actor, reply); !status) return base::pass(status);
    update(tx, reply);
    changed(tx, platform_, actor, reply, org::Change::Edited);
    return reply;
  });
}

base::Status Replies::remove(const org::Actor& actor, ReplyId id) {
  return platform_.database.write([&](db::Transaction& tx) -> base::Status {
    auto stored = load_for_edit(tx, actor, id);
    if (!stored) return base::pass(stored);
    erase(tx, id);
    changed(tx, platform_, actor, *stored, org::Change::Deleted);
    return {};
  });
}

// --- endpoints

void add_reply_endpoints(org::Api& api, Replies& replies) {
  using org::Call;
  api.get("/canned-replies", {"list_canned_replies", "All that the actor may use, by folder and position.", "", {}},
          [&](const Call& call) { return org::items_of(replies.replies(call.actor)); });
  api.get("/canned-replies/{id}", {"get_canned_reply", "One, with its version as ETag.", "", {}},
          [&](const Call& call) -> base::Result<CannedReply> {
            auto id = call.id<ReplyId>();
            if (!id) return base::pass(id);
            return replies.reply(call.actor, *id);
          });
  api.create<CannedReplyFields>(
      "/canned-replies", {"create_canned_reply", "Makes an own one, or one that is shared.", "", {}},
      [&](const Call& call, const CannedReplyFields& body) { return replies.create(call.actor, body); });
  api.edit<CannedReplyFields>(
      "/canned-replies/{id}", {"edit_canned_reply", "Replaces one; If-Match names the version that was seen.", "", {}},
      [&](const Call& call, std::int64_t version, const CannedReplyFields& body) -> base::Result<CannedReply> {
        auto id = call.id<ReplyId>();
        if (!id) return base::pass(id);
        return replies.edit(call.actor, *id, version, body);
      });
  api.remove("/canned-replies/{id}", {"delete_canned_reply", "Deletes one.", "", {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<ReplyId>();
               if (!id) return base::pass(id);
               return replies.remove(call.actor, *id);
             });
}

// --- live

namespace {

class RepliesTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "canned_replies"; }
  bool personal() const override { return true; }
  bool concerns(const events::Event& event, const realtime::Viewer& viewer) const override {
    if (event.type == org::CentreChanged::type || event.type == org::PersonChanged::type) return true;
    if (event.type != ReplyChanged::type) return false;
    auto owner = event.as<ReplyChanged>().owner_id;
    return !owner || owner->value == org::actor_of(viewer).ref.id;
  }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    const auto& actor = org::actor_of(viewer);
    if (auto status = require_use(actor); !status) return base::pass(status);
    return realtime::items_of(replies_for(tx, actor, ids));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == ReplyChanged::type) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type || event.type == org::PersonChanged::type};
  }
};

}  // namespace

void add_reply_topics(realtime::Hub& hub) {
  hub.add(std::make_unique<RepliesTopic>());
}

}  // namespace channels
