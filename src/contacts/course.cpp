#include "contacts/course.h"

#include <algorithm>
#include <array>

namespace contacts {
namespace {

SegmentEnding ending_of(routing::OfferState how) {
  switch (how) {
    case routing::OfferState::Answered:
      return SegmentEnding::Answered;
    case routing::OfferState::Declined:
      return SegmentEnding::Declined;
    case routing::OfferState::Lapsed:
      return SegmentEnding::Lapsed;
    default:
      return SegmentEnding::Withdrawn;
  }
}

// How a stretch ends when nothing follows it.
SegmentEnding last_ending_of(SegmentKind kind) {
  if (kind == SegmentKind::Queue) return SegmentEnding::Abandoned;
  return kind == SegmentKind::Agent ? SegmentEnding::Over : SegmentEnding::Closed;
}

bool is_offer(const Segment& segment) {
  return segment.kind == SegmentKind::Offer;
}

}  // namespace

bool is_of_course(const events::Event& event) {
  static constexpr std::array types{routing::ItemEntered::type,   routing::ItemMoved::type,
                                    routing::OfferMade::type,     routing::OfferEnded::type,
                                    routing::WrapUpBegun::type,   routing::ItemHandedBack::type,
                                    routing::ItemTakenOver::type, routing::ItemEnded::type};
  return std::find(types.begin(), types.end(), event.type) != types.end();
}

void Course::apply(const events::Event& event) {
  if (contact_.state == ContactState::Ended) return;
  // Clocks of several nodes may differ by a little; a stretch never ends before it began.
  at_ = event.at;
  for (const auto& segment : open_) at_ = std::max(at_, segment.started_at);
  if (event.type == routing::ItemEntered::type) {
    queue(event.as<routing::ItemEntered>().queue_id);
  } else if (event.type == routing::OfferMade::type) {
    auto made = event.as<routing::OfferMade>();
    offer(made.queue_id, made.agent_id);
  } else if (event.type == routing::OfferEnded::type) {
    auto over = event.as<routing::OfferEnded>();
    end_offer(ending_of(over.how));
    if (over.how != routing::OfferState::Answered) return;
    end_stretch(SegmentEnding::Answered);
    give_to(over.queue_id, over.agent_id);
  } else if (event.type == routing::ItemMoved::type) {
    auto moved = event.as<routing::ItemMoved>();
    const bool by_agent = moved.reason == routing::MoveReason::Transfer;
    end_stretch(by_agent ? SegmentEnding::Transferred : SegmentEnding::Overflowed);
    contact_.transfers += by_agent;
    queue(moved.to_queue_id);
  } else if (event.type == routing::ItemHandedBack::type) {
    end_stretch(SegmentEnding::HandedBack);
    queue(event.as<routing::ItemHandedBack>().queue_id);
  } else if (event.type == routing::ItemTakenOver::type) {
    auto taken = event.as<routing::ItemTakenOver>();
    end_offer(SegmentEnding::Withdrawn);
    end_stretch(SegmentEnding::TakenOver);
    give_to(taken.queue_id, taken.to_agent_id);
  } else if (event.type == routing::WrapUpBegun::type) {
    auto begun = event.as<routing::WrapUpBegun>();
    end_stretch(SegmentEnding::Over);
    wrap_up(begun.queue_id, begun.agent_id);
  } else if (event.type == routing::ItemEnded::type) {
    close();
  }
}

void Course::queue(routing::QueueId id) {
  contact_.state = ContactState::Waiting;
  contact_.queue_id = id;
  begin(SegmentKind::Queue, id, {});
}

void Course::offer(routing::QueueId id, org::PersonId agent) {
  begin(SegmentKind::Offer, id, agent);
}

void Course::give_to(routing::QueueId id, org::PersonId agent) {
  contact_.state = ContactState::Active;
  contact_.queue_id = id;
  contact_.agent_id = agent;
  if (!contact_.answered_at) contact_.answered_at = at_;
  begin(SegmentKind::Agent, id, agent);
}

void Course::wrap_up(routing::QueueId id, org::PersonId agent) {
  contact_.state = ContactState::WrapUp;
  begin(SegmentKind::WrapUp, id, agent);
}

// Whom an agent had answered once was handled, also when nobody took the transfer.
void Course::close() {
  end_offer(SegmentEnding::Withdrawn);
  for (const auto& segment : open_) end(segment, last_ending_of(segment.kind));
  open_.clear();
  contact_.state = ContactState::Ended;
  contact_.outcome = contact_.answered_at ? ContactOutcome::Handled : ContactOutcome::Abandoned;
  contact_.closed_at = at_;
}

void Course::end_offer(SegmentEnding ending) {
  for (const auto& segment : open_)
    if (is_offer(segment)) end(segment, ending);
  std::erase_if(open_, is_offer);
}

void Course::end_stretch(SegmentEnding ending) {
  for (const auto& segment : open_)
    if (!is_offer(segment)) end(segment, ending);
  std::erase_if(open_, [](const Segment& segment) { return !is_offer(segment); });
}

void Course::end(Segment segment, SegmentEnding ending) {
  segment.ended_at = at_;
  segment.ending = ending;
  const auto lasted = (at_ - segment.started_at).count();
  if (segment.kind == SegmentKind::Queue) contact_.wait_ms += lasted;
  if (segment.kind == SegmentKind::Agent) contact_.talk_ms += lasted;
  if (segment.kind == SegmentKind::WrapUp) contact_.wrap_up_ms += lasted;
  ended_.push_back(std::move(segment));
}

void Course::begin(SegmentKind kind, routing::QueueId queue, std::optional<org::PersonId> agent) {
  begun_.push_back({{}, contact_.id, kind, queue, agent, at_, {}, {}});
}

}  // namespace contacts
