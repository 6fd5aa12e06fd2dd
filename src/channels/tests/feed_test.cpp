// The visitors' live feed, on both databases.

#include "channels/webchat/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channels/testing.h"
#include "tests/support/databases.h"

namespace channels {
namespace {

using namespace std::chrono_literals;
using fixture::need;
using fixture::Reception;
using fixture::Window;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FeedTest : public support::StoreTest {
 protected:
  // A chat that an agent has in hand.
  void SetUp() override {
    agent = reception.floor().ready_agent("li");
    chat = reception.start(visitor, "在吗").id;
    reception.settle();
  }
  void send(const Window& window, const std::string& json) {
    reception.webchat.feed().received(window.id(), json);
    reception.settle();
  }

  support::TempFolder folder;
  Reception reception{database(), folder.path("files")};
  Site site = reception.site(reception.lobby.hall.queue("在线客服"));
  Visitor visitor = reception.visitor(site);
  org::Actor agent;
  ChatId chat;
};

TEST_P(FeedTest, AWindowGetsEverythingOnceInOrderAndHearsOfChanges) {
  auto window = reception.open(visitor, chat);
  EXPECT_EQ(window->chat().at("state"), "waiting");
  EXPECT_EQ(window->chat().at("position"), nullptr);  // offered already
  reception.answer(chat, agent);
  EXPECT_EQ(window->chat().at("state"), "active");
  reception.say(agent, chat, "您好");
  reception.say(agent, chat, "内部", Visibility::Agents);
  reception.say(visitor, chat, "你好");
  reception.settle();
  EXPECT_THAT(window->said(), ElementsAre("在吗", "测试li 为您服务。", "您好", "你好"));
  need(reception.webchat.end(agent, chat));
  reception.settle();
  EXPECT_EQ(window->chat().at("state"), "ended");
  EXPECT_EQ(window->chat().at("may_rate"), true);
}

TEST_P(FeedTest, WhoComesBackGetsWhatWasMissedAndNothingTwice) {
  reception.answer(chat, agent);
  auto first = reception.open(visitor, chat);
  EXPECT_THAT(first->said(), ElementsAre("在吗", "测试li 为您服务。"));
  reception.webchat.feed().closed(first->id());
  reception.say(agent, chat, "一");
  reception.say(agent, chat, "二");
  reception.settle();
  EXPECT_EQ(first->said().size(), 2u);
  auto again = reception.open(visitor, chat, 2);
  EXPECT_THAT(again->said(), ElementsAre("一", "二"));
}

TEST_P(FeedTest, TwoTabsSeeTheSame) {
  reception.answer(chat, agent);
  auto one = reception.open(visitor, chat);
  auto two = reception.open(visitor, chat);
  reception.say(visitor, chat, "从第一个窗口");
  reception.settle();
  EXPECT_EQ(one->said(), two->said());
  // One of them goes: the visitor is still there.
  reception.webchat.feed().closed(one->id());
  reception.pass(1min);
  EXPECT_TRUE(reception.get(chat).visitor_present);
}

TEST_P(FeedTest, ReceiptsOfManyAreWrittenTogetherAndNeverGoBack) {
  reception.answer(chat, agent);
  auto window = reception.open(visitor, chat);
  send(*window, R"({"op":"received","seq":2})");
  send(*window, R"({"op":"read","seq":1})");
  reception.pass(1s);
  EXPECT_EQ(reception.get(chat).visitor_received_seq, 2);
  EXPECT_EQ(reception.get(chat).visitor_read_seq, 1);
  send(*window, R"({"op":"read","seq":999})");  // more than was said
  reception.pass(1s);
  EXPECT_EQ(reception.get(chat).visitor_read_seq, 2);
  send(*window, R"({"op":"received","seq":1})");
  reception.pass(1s);
  EXPECT_EQ(reception.get(chat).visitor_received_seq, 2);
  need(reception.webchat.mark_read(agent, chat, {1}));
  reception.settle();
  EXPECT_EQ(window->chat().at("agent_read_seq"), 1);
}

TEST_P(FeedTest, TypingPassesBothWaysAndLeavesNoTrace) {
  reception.answer(chat, agent);
  auto window = reception.open(visitor, chat);
  std::vector<org::PersonId> told;
  reception.webchat.feed().set_typing_listener(
      [&](ChatId, const std::vector<org::PersonId>& people, base::Time) { told = people; });
  send(*window, R"({"op":"typing"})");
  EXPECT_THAT(told, ElementsAre(agents::fixture::Floor::id_of(agent)));
  need(reception.webchat.type(agent, chat));
  reception.settle();
  EXPECT_EQ(window->count("typing"), 1);
}

TEST_P(FeedTest, StrangersNonsenseAndFloodsAreClosed) {
  auto& feed = reception.webchat.feed();
  auto stranger = reception.visitor(site);
  EXPECT_EQ(reception.open(stranger, chat)->closed(), "not_found");
  EXPECT_EQ(reception.open({"made.1.up", ""}, chat)->closed(), "not_found");
  EXPECT_EQ(reception.open(visitor, ChatId{12345})->closed(), "not_found");
  auto window = std::make_shared<Window>(1'000);
  feed.opened(window, "en");
  send(*window, R"({"op":"typing"})");
  EXPECT_EQ(window->closed(), "unknown_visitor");
  auto nonsense = std::make_shared<Window>(1'001);
  feed.opened(nonsense, "en");
  send(*nonsense, "{]");
  EXPECT_EQ(nonsense->closed(), "malformed_json");
  auto silent = std::make_shared<Window>(1'002);
  feed.opened(silent, "en");
  reception.settle();
  reception.pass(11s);
  EXPECT_EQ(silent->closed(), "hello_expected");
  auto busy = reception.open(visitor, chat);
  for (int n = 0; n < 300; ++n) feed.received(busy->id(), R"({"op":"received","seq":1})");
  reception.settle();
  EXPECT_EQ(busy->closed(), "too_often");
  std::vector<std::shared_ptr<Window>> tabs;
  for (int n = 0; n < 7; ++n) tabs.push_back(reception.open(visitor, chat));
  EXPECT_EQ(tabs.back()->closed(), "too_many_tabs");
}

TEST_P(FeedTest, AllWhoWaitMoveUp) {
  reception.answer(chat, agent);
  auto fields = reception.lobby.hall.queue("另一队列");
  auto other = reception.site(fields);
  need(reception.floor().agents.set_readiness(agent,
                                              {false, reception.floor().reason("meeting")}));  // serves nobody else
  auto first = reception.visitor(other, "192.0.2.2"), second = reception.visitor(other, "192.0.2.3");
  auto one = reception.start(first, "一").id, two = reception.start(second, "二").id;
  auto window = reception.open(second, two);
  EXPECT_EQ(window->chat().at("position"), 2);
  reception.open(first, one);
  need(reception.webchat.end(first, one));
  reception.pass(6s);
  EXPECT_EQ(window->chat().at("position"), 1);
}

YINGDA_ON_BOTH_ENGINES(FeedTest);

}  // namespace
}  // namespace channels
