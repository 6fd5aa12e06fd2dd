// The live topics of web chat.

#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "access/live.h"
#include "channels/webchat/feed.h"
#include "channels/webchat/verbs.h"
#include "realtime/items.h"

namespace channels {
namespace {

constexpr int shown_messages = 200;

class SitesTopic final : public realtime::Topic {
 public:
  std::string_view name() const override { return "chat_sites"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    auto seen = org::visible(viewer, view_sites, site_place, "id", ids);
    if (!seen) return base::pass(seen);
    auto rows = tx.query(db::select<Site>("chat_site") + "WHERE " + seen->sql + " ORDER BY id", seen->values);
    return realtime::items_of(db::read_rows<Site>(rows));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == SiteChanged::type) return {{event.subject_id}, false};
    return {{}, event.type == org::CentreChanged::type};
  }
};

// Told to the hub alone, never to the log: a visitor types.
struct VisitorTyped {
  static constexpr std::string_view type = "webchat.visitor_typed";
  ChatId chat_id;
  std::vector<org::PersonId> people;
};
BOOST_DESCRIBE_STRUCT(VisitorTyped, (), (chat_id, people))

template <class E>
std::vector<org::PersonId> people_in(const events::Event& event) {
  return event.as<E>().people;
}

std::vector<org::PersonId> people_of(const events::Event& event) {
  if (event.type == MessageAdded::type) return people_in<MessageAdded>(event);
  if (event.type == ChatChanged::type) return people_in<ChatChanged>(event);
  if (event.type == ParticipantsChanged::type) return people_in<ParticipantsChanged>(event);
  if (event.type == ReceiptsChanged::type) return people_in<ReceiptsChanged>(event);
  if (event.type == VisitorTyped::type) return people_in<VisitorTyped>(event);
  return {};
}

// What shows somebody the chats that it takes part in. An event says whom it concerns; every
// viewer is asked about each event of a batch, so what was read of an event is kept for a
// while. The hub's thread only.
class OwnTopic : public realtime::Topic {
 public:
  bool personal() const override { return true; }
  bool concerns(const events::Event& event, const realtime::Viewer& viewer) const override {
    if (!event.type.starts_with("webchat.")) return false;
    auto person = org::PersonId{org::actor_of(viewer).ref.id};
    const auto& people = known(event);
    return std::find(people.begin(), people.end(), person) != people.end();
  }

 protected:
  static org::PersonId person_of(const realtime::Viewer& viewer) { return org::PersonId{org::actor_of(viewer).ref.id}; }
  static base::Status require(const realtime::Viewer& viewer) {
    const auto& actor = org::actor_of(viewer);
    if (actor.may(agents::work_as_agent) || actor.may(supervise_chats)) return {};
    return actor.require(agents::work_as_agent);
  }

 private:
  const std::vector<org::PersonId>& known(const events::Event& event) const {
    if (event.position.seq == 0) return last_ = people_of(event);
    if (read_.size() > 4'096) read_.clear();
    auto [place, is_new] = read_.try_emplace(event.position.seq);
    if (is_new) place->second = people_of(event);
    return place->second;
  }

  mutable std::unordered_map<std::int64_t, std::vector<org::PersonId>> read_;
  mutable std::vector<org::PersonId> last_;
};

class MyChatsTopic final : public OwnTopic {
 public:
  std::string_view name() const override { return "my_chats"; }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    if (auto status = require(viewer); !status) return base::pass(status);
    std::vector<ChatRow> rows;
    for (auto id : chats_with(tx, person_of(viewer)))
      if (realtime::is_wanted(ids, id.value)) rows.push_back(*find_chat(tx, id));
    return realtime::items_of(to_chats(tx, std::move(rows)));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type.starts_with("webchat.") && event.type != SiteChanged::type) return {{event.subject_id}, false};
    return {};
  }
};

class MyMessagesTopic final : public OwnTopic {
 public:
  std::string_view name() const override { return "my_chat_messages"; }
  bool concerns(const events::Event& event, const realtime::Viewer& viewer) const override {
    if (event.type != MessageAdded::type && event.type != ParticipantsChanged::type) return false;
    return OwnTopic::concerns(event, viewer);
  }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    if (auto status = require(viewer); !status) return base::pass(status);
    auto own = chats_with(tx, person_of(viewer));
    std::vector<MessageRow> rows;
    if (ids) {
      for (auto& row : find_messages(tx, *ids))
        if (std::find(own.begin(), own.end(), row.chat_id) != own.end()) rows.push_back(std::move(row));
    } else {
      for (auto chat : own)
        for (auto& row : latest_messages(tx, chat, shown_messages)) rows.push_back(std::move(row));
    }
    return realtime::items_of(to_messages(tx, rows));
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == MessageAdded::type) return {{event.as<MessageAdded>().message_id.value}, false};
    return {{}, event.type == ParticipantsChanged::type};
  }
};

struct Typing {
  ChatId id;
  base::Time until;
};
BOOST_DESCRIBE_STRUCT(Typing, (), (id, until))

// Filled by the visitors' feed, read by the hub.
class TypingBoard {
 public:
  void put(ChatId id, base::Time until) {
    std::lock_guard lock(mutex_);
    if (typing_.size() > 10'000) typing_.clear();
    typing_[id] = until;
  }
  std::optional<base::Time> of(ChatId id) const {
    std::lock_guard lock(mutex_);
    auto found = typing_.find(id);
    return found == typing_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  mutable std::mutex mutex_;
  std::map<ChatId, base::Time> typing_;
};

class TypingTopic final : public OwnTopic {
 public:
  explicit TypingTopic(std::shared_ptr<const TypingBoard> board) : board_(std::move(board)) {}

  std::string_view name() const override { return "chat_typing"; }
  bool concerns(const events::Event& event, const realtime::Viewer& viewer) const override {
    if (event.type != VisitorTyped::type && event.type != ParticipantsChanged::type) return false;
    return OwnTopic::concerns(event, viewer);
  }

  base::Result<std::vector<realtime::Item>> read(db::Transaction& tx, const realtime::Viewer& viewer,
                                                 const std::vector<std::int64_t>* ids) const override {
    if (auto status = require(viewer); !status) return base::pass(status);
    std::vector<Typing> typing;
    for (auto id : chats_with(tx, person_of(viewer))) {
      if (!realtime::is_wanted(ids, id.value)) continue;
      if (auto until = board_->of(id)) typing.push_back({id, *until});
    }
    return realtime::items_of(typing);
  }

  realtime::Touched touched(const events::Event& event) const override {
    if (event.type == VisitorTyped::type) return {{event.subject_id}, false};
    return {{}, event.type == ParticipantsChanged::type};
  }

 private:
  std::shared_ptr<const TypingBoard> board_;
};

}  // namespace

void add_webchat_topics(realtime::Hub& hub, Webchat& webchat) {
  auto board = std::make_shared<TypingBoard>();
  hub.add(std::make_unique<SitesTopic>());
  hub.add(std::make_unique<MyChatsTopic>());
  hub.add(std::make_unique<MyMessagesTopic>());
  hub.add(std::make_unique<TypingTopic>(board));
  webchat.feed().set_typing_listener(
      [&hub, board](ChatId id, const std::vector<org::PersonId>& people, base::Time until) {
        board->put(id, until);
        events::Event event;
        event.type = VisitorTyped::type;
        event.subject_id = id.value;
        event.body = base::to_json(VisitorTyped{id, people});
        hub.changed({event});
      });
}

}  // namespace channels
