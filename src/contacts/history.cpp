#include "contacts/history.h"

#include "contacts/events.h"
#include "contacts/store.h"
#include "db/rows.h"

namespace contacts {
namespace {

constexpr base::ActorRef nobody{};

// Tells of one contact in the order in which its life went.
class Story {
 public:
  explicit Story(const PastContact& past) : past_(past), contact_(past.contact) {}

  std::vector<events::Telling> told() && {
    open();
    for (const auto& segment : past_.segments)
      if (segment.kind != SegmentKind::Offer) begin(segment);
    if (!over_) end();
    close();
    record();
    rate();
    return std::move(tellings_);
  }

 private:
  template <class E>
  void tell(base::Time at, const base::ActorRef& by, const E& event) {
    tellings_.push_back(events::telling({at, by, contact_.centre_id.value, contact_.id.value}, event));
  }

  void open() {
    const auto first_queue = past_.segments.empty() ? contact_.queue_id : past_.segments.front().queue_id;
    tell(contact_.arrived_at, past_.visitor,
         ContactOpened{contact_.id, contact_.channel, contact_.direction, contact_.conversation_id, first_queue,
                       contact_.work_item_id, contact_.customer_id, contact_.tier_id});
  }

  void begin(const PastSegment& segment) {
    const auto at = segment.started_at;
    if (segment.kind == SegmentKind::Queue) {
      tell(at, nobody, ContactQueued{contact_.id, *segment.queue_id, segment.place.centre_id, before_});
    } else if (segment.kind == SegmentKind::Agent) {
      tell(at, nobody,
           ContactAnswered{contact_.id, *segment.queue_id, *segment.agent_id, !answered_,
                           (at - contact_.arrived_at).count(), before_ == SegmentEnding::TakenOver,
                           segment.place.centre_id, segment.place.team_id, segment.place.department_id});
      answered_ = true;
    } else if (segment.kind == SegmentKind::Flow) {
      tell(at, nobody, ContactInFlow{contact_.id, before_});
    } else if (segment.kind == SegmentKind::Outside) {
      tell(at, nobody, ContactOutside{contact_.id, before_});
    } else {
      end();
      tell(at, nobody, ContactWrapUpBegun{contact_.id, *segment.agent_id});
    }
    before_ = segment.ending;
  }

  void end() {
    tell(*contact_.ended_at, nobody, ContactEnded{contact_.id, (*contact_.ended_at - contact_.arrived_at).count()});
    over_ = true;
  }

  void close() {
    tell(*contact_.closed_at, nobody,
         ContactClosed{contact_.id, *contact_.outcome, contact_.queue_id, contact_.agent_id, contact_.wait_ms,
                       contact_.talk_ms, contact_.wrap_up_ms, contact_.transfers, contact_.flow_ms,
                       contact_.outside_ms});
  }

  void record() {
    if (!past_.recorded_at) return;
    tell(*past_.recorded_at, {base::ActorKind::Person, contact_.agent_id->value},
         ContactRecorded{contact_.id, contact_.kind_id, contact_.business_line_id, contact_.disposition_id,
                         contact_.urgency_id, contact_.responsibility_id, contact_.record_complete});
  }

  void rate() {
    if (contact_.rated_at) tell(*contact_.rated_at, past_.visitor, ContactRated{contact_.id, *contact_.rating});
  }

  const PastContact& past_;
  const Contact& contact_;
  std::vector<events::Telling> tellings_;
  std::optional<SegmentEnding> before_;
  bool answered_ = false, over_ = false;
};

}  // namespace

void write_past(db::Transaction& tx, const std::vector<PastContact>& contacts) {
  std::vector<Contact> rows;
  std::vector<ItemOfContact> items;
  std::vector<Segment> segments;
  for (const auto& past : contacts) {
    rows.push_back(past.contact);
    if (past.contact.work_item_id) items.push_back({*past.contact.work_item_id, past.contact.id});
    segments.insert(segments.end(), past.segments.begin(), past.segments.end());
  }
  db::insert_rows(tx, "contact", rows);
  db::insert_rows(tx, "contact_item", items);
  db::insert_rows(tx, "contact_segment", segments);
}

std::vector<events::Telling> tellings_of(const PastContact& past) {
  return Story(past).told();
}

}  // namespace contacts
