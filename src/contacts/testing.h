#pragma once
// A hall with customers and contacts, for tests in any module: visitors come with a contact,
// as a channel would open it, and the reader is stepped by hand.

#include <string>

#include "commitments/commitments.h"
#include "commitments/rights.h"
#include "contacts/contacts.h"
#include "contacts/rights.h"
#include "customers/testing.h"
#include "routing/testing.h"

namespace contacts::fixture {

using agents::fixture::need;
using agents::fixture::why;

class Lobby {
 public:
  // `folder` is for files, `rights` are those of further modules.
  Lobby(db::Database& database, const std::string& folder, const std::vector<org::Right>& rights = {})
      : hall(database, with_own(rights)),
        messages(base::Messages::load(YINGDA_SOURCE_DIR "/content/messages")),
        files(folder, hall.floor.world.keys),
        customers(hall.floor.world.platform, files, messages),
        commitments(hall.floor.world.platform),
        contacts(hall.floor.world.platform) {
    commitments.load_packs(YINGDA_SOURCE_DIR "/content");
    customers.add_references(contacts);
  }

  db::Database& database() { return hall.database(); }
  const org::Platform& platform() { return hall.floor.world.platform; }
  const org::Actor& admin() { return hall.floor.admin; }

  NewContact fields(const routing::Queue& queue) {
    NewContact fresh;
    fresh.centre_id = queue.centre_id;
    fresh.channel = queue.channel;
    fresh.conversation_id = ++last_conversation_;
    fresh.queue_id = queue.id;
    fresh.language = "zh-CN";
    return fresh;
  }
  // Somebody comes; nobody has heard of it yet.
  ContactId arrive(const routing::Queue& queue) { return arrive(fields(queue)); }
  ContactId arrive(NewContact fresh) {
    return need(database().write([&](db::Transaction& tx) -> base::Result<Contact> {
             auto item = routing::Routing::enter(tx, platform(), visitor, {.queue_id = *fresh.queue_id});
             if (!item) return base::pass(item);
             fresh.work_item_id = item->id;
             return Contacts::open(tx, platform(), visitor, fresh);
           }))
        .id;
  }
  // Somebody calls, and a flow has the call.
  ContactId call() {
    return database().write([&](db::Transaction& tx) {
      NewContact fresh;
      fresh.centre_id = hall.floor.world.north;
      fresh.channel = agents::Channel::Voice;
      fresh.conversation_id = ++last_conversation_;
      const auto id = Contacts::open(tx, platform(), visitor, fresh).id;
      Contacts::enter_flow(tx, platform(), visitor, id);
      return id;
    });
  }
  base::Status into_queue(ContactId id, const routing::Queue& queue) {
    return database().write([&](db::Transaction& tx) -> base::Status {
      auto item = routing::Routing::enter(tx, platform(), visitor, {.queue_id = queue.id});
      if (!item) return base::pass(item);
      Contacts::attach(tx, platform(), visitor, id, *item);
      return {};
    });
  }
  // The agent calls somebody.
  base::Result<ContactId> call_out(const routing::Queue& queue, org::PersonId agent) {
    return database().write([&](db::Transaction& tx) -> base::Result<ContactId> {
      auto item = routing::Routing::begin_in_hand(tx, platform(), visitor, {.queue_id = queue.id}, agent);
      if (!item) return base::pass(item);
      auto fresh = fields(queue);
      fresh.direction = Direction::Outbound;
      fresh.work_item_id = item->id;
      return Contacts::open(tx, platform(), visitor, fresh).id;
    });
  }
  void release_into_flow(ContactId id) {
    database().write([&](db::Transaction& tx) {
      routing::Routing::release(tx, platform(), visitor, *Contacts::find(tx, id)->work_item_id);
      Contacts::enter_flow(tx, platform(), visitor, id);
    });
  }
  void release_outside(ContactId id) {
    database().write([&](db::Transaction& tx) {
      routing::Routing::release(tx, platform(), visitor, *Contacts::find(tx, id)->work_item_id);
      Contacts::go_outside(tx, platform(), visitor, id);
    });
  }
  // Also of an item that goes on.
  void close_as(ContactId id, ContactOutcome outcome) {
    database().write([&](db::Transaction& tx) {
      Contacts::close_as(tx, platform(), visitor, id, outcome);
      if (auto item = Contacts::find(tx, id)->work_item_id) routing::Routing::end(tx, platform(), visitor, *item);
    });
  }
  // The conversation is over, or whoever waited or was in a flow has gone.
  void leave(ContactId id) {
    database().write([&](db::Transaction& tx) {
      const auto item_id = Contacts::find(tx, id)->work_item_id;
      const auto item = item_id ? routing::Routing::find_item(tx, *item_id) : std::nullopt;
      const bool is_held = item && item->state != routing::ItemState::Ended;
      if (!is_held) return Contacts::close_as(tx, platform(), visitor, id, ContactOutcome::Abandoned);
      routing::Routing::end(tx, platform(), visitor, *item_id);
      Contacts::conversation_over(tx, platform(), visitor, id);
    });
  }
  base::Status transfer(ContactId id, routing::QueueId to) {
    return database().write([&](db::Transaction& tx) {
      return routing::Routing::transfer_to_queue(tx, platform(), visitor, *Contacts::find(tx, id)->work_item_id, to);
    });
  }
  Contact get(ContactId id) {
    return database().read([&](db::Transaction& tx) { return *Contacts::find(tx, id); });
  }
  routing::WorkItem item(ContactId id) { return hall.item(*get(id).work_item_id); }

  // Everybody hears of everything.
  void settle() {
    hall.settle();
    while (follow()) {
    }
  }
  void pass(base::Duration time) {
    hall.pass(time);
    settle();
  }
  void answer(ContactId id, const org::Actor& agent) {
    need(hall.routing.answer(agent, *item(id).offer_id));
    settle();
  }
  void finish(ContactId id, const org::Actor& agent) {
    need(hall.routing.finish(agent, *get(id).work_item_id));
    settle();
  }
  // The reader takes up what is settled; gives whether there was anything.
  bool follow() {
    events::wait_until_settled(database());
    return database().write([&](db::Transaction& tx) {
      auto batch = events::read_after(tx, events::load_cursor(tx, "contacts"), 500);
      if (batch.empty()) return false;
      contacts.follow(tx, batch);
      events::save_cursor(tx, "contacts", batch.back().position);
      return true;
    });
  }

  static constexpr base::ActorRef visitor{};
  routing::fixture::Hall hall;
  base::Messages messages;
  files::Store files;
  customers::Customers customers;
  commitments::Commitments commitments;
  Contacts contacts;

 private:
  static std::vector<org::Right> with_own(std::vector<org::Right> rights) {
    for (auto right : customers::customer_rights()) rights.push_back(right);
    for (auto right : commitments::commitment_rights()) rights.push_back(right);
    for (auto right : contact_rights()) rights.push_back(right);
    return rights;
  }

  std::int64_t last_conversation_ = 0;
};

}  // namespace contacts::fixture
