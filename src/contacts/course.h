#pragma once
// What an event of routing, or of what a channel asked for, makes of a contact: its state, who has it, and the
// stretches that end and begin. Pure: rows and events go in, changed rows come out.
//
// Invariants: from its first stretch until it ends one of queue, agent, wrap-up, flow or outside
// is open, and an offer only within a queue. Each begins where the one before it ends; what was
// released goes on as it was until it is known where to. What the log tells after the end is
// passed over: the end was later, whatever stands first.

#include <vector>

#include "contacts/events.h"
#include "events/events.h"
#include "routing/events.h"

namespace contacts {

// Whether the event says something about the course of a contact.
bool is_of_course(const events::Event& event);
// Its subject is the contact then, else the work item.
bool is_asked_by_channel(const events::Event& event);

class Course {
 public:
  // `open` are the segments without an end.
  Course(Contact contact, std::vector<Segment> open) : contact_(std::move(contact)), open_(std::move(open)) {}

  void apply(const events::Event& event);

  const Contact& contact() const { return contact_; }
  // What apply() changed: segments that have ended, and new ones, which have no id yet.
  const std::vector<Segment>& ended() const { return ended_; }
  const std::vector<Segment>& begun() const { return begun_; }

 private:
  void queue(routing::QueueId id);
  void offer(routing::QueueId id, org::PersonId agent);
  void give_to(routing::QueueId id, org::PersonId agent);
  void wrap_up(routing::QueueId id, org::PersonId agent);
  void send(SegmentKind kind, ContactState state);
  void leave(const ContactLeft& left);
  void close();
  void move_on();
  void end_offer(SegmentEnding ending);
  void end_stretch(SegmentEnding ending);
  void end(Segment segment, SegmentEnding ending);
  void begin(SegmentKind kind, std::optional<routing::QueueId> queue, std::optional<org::PersonId> agent);

  Contact contact_;
  std::vector<Segment> open_, ended_, begun_;
  base::Time at_;
};

}  // namespace contacts
