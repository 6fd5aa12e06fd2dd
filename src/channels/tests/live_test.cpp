// The live topics of channels: the deltas of a random day give what a fresh read gives, and
// what the visitors' windows got is what was said.

#include <gtest/gtest.h>

#include <random>

#include "access/live_testing.h"
#include "channels/testing.h"
#include "tests/support/databases.h"

namespace channels {
namespace {

using namespace std::chrono_literals;
using agents::fixture::Floor;
using fixture::need;
using fixture::Reception;
using fixture::Window;

class ChannelTopics : public support::StoreTest {
 protected:
  struct Guest {
    Visitor visitor;
    ChatId chat;
    std::shared_ptr<Window> window;
  };

  ChannelTopics() {
    add_webchat_topics(consoles.hub(), reception.webchat);
    add_reply_topics(consoles.hub());
  }

  void settle() {
    reception.settle();
    consoles.tell();
  }
  void compare() {
    reception.settle();
    consoles.compare();
  }
  // What any of the agents may do with any of the chats; refusals are part of the day.
  void act(const org::Actor& actor, ChatId chat) {
    auto& webchat = reception.webchat;
    switch (random() % 12) {
      case 0:
        return static_cast<void>(webchat.end(actor, chat));
      case 1:
        return static_cast<void>(webchat.transfer(actor, chat, {queue.id, {}, "请接着处理"}));
      case 2:
        return static_cast<void>(webchat.consult(actor, chat, {Floor::id_of(agents[random() % agents.size()]), ""}));
      case 3:
        return static_cast<void>(webchat.watch(actor, chat));
      case 4:
        return static_cast<void>(webchat.depart(actor, chat));
      case 5:
        return static_cast<void>(webchat.take_over(actor, chat));
      case 6:
        return static_cast<void>(webchat.mark_read(actor, chat, {static_cast<std::int64_t>(random() % 9)}));
      case 7:
        return static_cast<void>(webchat.say(actor, chat, {reception.client_id(), "内部", Visibility::Agents}));
      default:
        return static_cast<void>(webchat.say(actor, chat, {reception.client_id(), "您好", Visibility::Everyone}));
    }
  }
  // Offers are taken, wrap-ups ended.
  void work(const org::Actor& agent) {
    auto& routing = reception.lobby.hall.routing;
    for (const auto& work : need(routing.own_work(agent))) {
      if (work.state == routing::ItemState::Offered && work.offer_id)
        static_cast<void>(random() % 4 ? base::Status{} : routing.decline(agent, *work.offer_id));
      if (work.state == routing::ItemState::Offered && work.offer_id)
        static_cast<void>(routing.answer(agent, *work.offer_id));
      if (work.state == routing::ItemState::WrapUp) static_cast<void>(routing.finish(agent, work.id));
    }
  }
  void act(Guest& guest) {
    auto& webchat = reception.webchat;
    if (guest.chat && reception.get(guest.chat).state != ChatState::Ended) {
      if (random() % 6 == 0) return static_cast<void>(webchat.end(guest.visitor, guest.chat));
      return static_cast<void>(webchat.say(guest.visitor, guest.chat, {reception.client_id(), "在吗"}));
    }
    if (guest.chat) static_cast<void>(webchat.rate(guest.visitor, guest.chat, {5, ""}));
    if (guest.window) check(guest);
    guest.chat = reception.start(guest.visitor, "你好").id;
    guest.window = reception.open(guest.visitor, guest.chat);
  }
  // Everything once, in order.
  void check(const Guest& guest) {
    settle();
    EXPECT_EQ(guest.window->said(), reception.seen(guest.visitor, guest.chat));
    windows += guest.window->said().size();
  }

  support::TempFolder folder;
  Reception reception{database(), folder.path("files"), {{10'000, 10'000}, {10'000, 10'000}, {10'000, 10'000}, {9, 9}}};
  routing::Queue queue = reception.lobby.hall.queue("在线客服");
  Site site = reception.site(queue);
  std::vector<org::Actor> agents;
  org::fixture::Consoles consoles{reception.floor().world,
                                  {"chat_sites", "my_chats", "my_chat_messages", "canned_replies"}};
  std::mt19937 random{20261122};
  std::size_t windows = 0;
};

TEST_P(ChannelTopics, TheDeltasOfARandomDayGiveWhatAFreshReadGives) {
  for (auto login : {"li", "wang", "zhao"}) agents.push_back(reception.floor().ready_agent(login));
  auto lead = reception.floor().supervisor("lead");
  agents::NewAgent profile;
  profile.person_id = Floor::id_of(lead);
  need(reception.floor().agents.create_agent(reception.admin(), profile));
  need(reception.floor().agents.sign_in(lead));
  agents.push_back(lead);
  std::vector<Guest> guests(6);
  for (std::size_t n = 0; n < guests.size(); ++n)
    guests[n].visitor = reception.visitor(site, "192.0.2." + std::to_string(n + 1));
  for (auto login : {"li", "zhao", "lead"}) consoles.open(login);
  settle();
  for (int step = 0; step < 300; ++step) {
    auto& guest = guests[random() % guests.size()];
    auto& agent = agents[random() % agents.size()];
    if (step % 3 == 0) act(guest);
    if (step % 4 == 1) work(agent);
    if (guest.chat) act(agent, guest.chat);
    if (step % 17 == 0)
      static_cast<void>(reception.replies.create(
          agent, {{}, random() % 2 == 0, "常用", "", "标题" + std::to_string(step), "文字", "", step}));
    if (step % 5 == 0) settle();
    if (step % 10 == 0) reception.clock().advance(1s);
    if (step % 25 == 24) compare();
  }
  compare();
  for (const auto& guest : guests)
    if (guest.window) check(guest);
  EXPECT_GT(consoles.compared("my_chat_messages"), 50u);
  EXPECT_GT(windows, 50u);
}

YINGDA_ON_BOTH_ENGINES(ChannelTopics);

}  // namespace
}  // namespace channels
