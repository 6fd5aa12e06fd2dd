// What happens to chats without anybody saying so: routing gives and takes them, silence
// closes them.

#include <set>

#include "base/log.h"
#include "channels/webchat/verbs.h"
#include "jobs/jobs.h"
#include "routing/events.h"

namespace channels {

using namespace std::chrono_literals;

void Webchat::follow_routing(db::Transaction& tx, const std::vector<events::Event>& events) {
  std::set<std::int64_t> items;
  for (const auto& event : events)
    if (event.type.starts_with("routing.item_") || event.type.starts_with("routing.offer_"))
      items.insert(event.subject_id);
  for (auto item : items) {
    auto row = find_chat_of_item(tx, routing::WorkItemId{item});
    if (!row) continue;
    auto conversation = *Conversation::open(tx, platform_, org::system_actor().ref, row->id, Hold::Chat);
    conversation.save();
  }
}

// Each in a transaction of its own, so that one that fails holds up no other.
void Webchat::close_silent() {
  const auto now = platform_.clock.now();
  const auto by = org::system_actor().ref;
  struct Quiet {
    std::vector<ChatRow> silent, deserted;
  };
  auto quiet = platform_.database.read(
      [&](db::Transaction& tx) { return Quiet{silent_chats(tx, now), deserted_chats(tx, now - desertion_time)}; });
  for (const auto& row : quiet.silent) {
    const auto closes_at = *row.silent_since + std::chrono::minutes{row.silence_minutes};
    if (now < closes_at - silence_warning_time || (now < closes_at && row.silence_warned)) continue;
    platform_.database.write([&](db::Transaction& tx) {
      auto conversation = *Conversation::open(tx, platform_, by, row.id, Hold::ChatAndItem);
      // Somebody may have spoken since.
      if (conversation.row().silent_since != row.silent_since) return;
      if (now >= closes_at)
        conversation.end(EndedBy::Silence);
      else
        conversation.warn_of_silence();
      conversation.save();
    });
  }
  for (const auto& row : quiet.deserted)
    platform_.database.write([&](db::Transaction& tx) {
      auto conversation = *Conversation::open(tx, platform_, by, row.id, Hold::ChatAndItem);
      if (conversation.row().visitor_gone_at != row.visitor_gone_at || conversation.row().state != ChatState::Waiting)
        return;
      conversation.end(EndedBy::Visitor);
      conversation.save();
    });
}

void add_webchat_jobs(jobs::Runner& runner, Webchat& webchat) {
  runner.schedule("webchat.close_silent", 15s, [&] { webchat.close_silent(); });
}

void add_webchat_readers(events::Pump& pump, Webchat& webchat) {
  pump.add_durable("webchat", [&](db::Transaction& tx, const std::vector<events::Event>& batch) {
    webchat.follow_routing(tx, batch);
  });
}

}  // namespace channels
