#pragma once
// What the verbs of web chat share. Private to the module.

#include "access/list.h"
#include "agents/rights.h"
#include "channels/rights.h"
#include "channels/webchat/conversation.h"
#include "channels/webchat/webchat.h"

namespace channels {

inline base::ActorRef ref_of(VisitorId id) {
  return {base::ActorKind::Visitor, id.value};
}

inline std::string answers_context(ChatId id) {
  return "chat.answers." + id.text();
}

// As visitors see them; `language` is theirs.
VisitorChat to_visitor_chat(db::Transaction& tx, const ChatRow& row, base::Time now);
VisitorChat to_visitor_chat(db::Transaction& tx, const ChatRow& row, base::Time now,
                            const std::optional<routing::Standing>& standing);
std::vector<VisitorMessage> to_visitor_messages(db::Transaction& tx, const std::vector<MessageRow>& rows,
                                                const base::Messages& messages, std::string_view language);

struct Webchat::Caller {
  SiteRow site;
  VisitorRow visitor;
};

// A page of messages by their seq; `messages` may hold one more than was asked for.
template <class T>
org::Page<T> page_by_seq(const org::ListQuery& query, std::vector<T> messages, std::int64_t total) {
  org::Page<T> page;
  const auto limit = static_cast<std::size_t>(query.limit);
  const bool more = messages.size() > limit;
  if (more) messages.resize(limit);
  page.items = std::move(messages);
  if (more) page.next = std::to_string(page.items.back().seq);
  page.total_exceeds = total > 1000;
  page.total = std::min<std::int64_t>(total, 1000);
  return page;
}

// For so long after its end a chat can be rated.
inline constexpr base::Duration rating_time = std::chrono::hours(24);
// A visitor who is gone for so long does not wait any more.
inline constexpr base::Duration desertion_time = std::chrono::minutes(3);
// So long before a silent chat is closed the visitor is warned.
inline constexpr base::Duration silence_warning_time = std::chrono::minutes(2);

}  // namespace channels
