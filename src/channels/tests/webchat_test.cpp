// Chats from the first word to the rating, on both databases.

#include "channels/webchat/webchat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "channels/testing.h"
#include "tests/support/databases.h"

namespace channels {
namespace {

using namespace std::chrono_literals;
using agents::fixture::Floor;
using fixture::need;
using fixture::Reception;
using fixture::why;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class WebchatTest : public support::StoreTest {
 protected:
  std::vector<std::string> roles(ChatId id) {
    std::vector<std::string> words;
    for (const auto& one : reception.get(id).participants) words.push_back(base::word_of(one.role) + ' ' + one.name);
    return words;
  }
  std::vector<std::string> said(ChatId id) {
    std::vector<std::string> texts;
    for (const auto& message : need(reception.webchat.messages(reception.admin(), id, {200, {}})).items)
      texts.push_back(message.text);
    return texts;
  }
  contacts::Contact contact(ChatId id) { return reception.lobby.get(reception.get(id).contact_id); }

  support::TempFolder folder;
  Reception reception{database(), folder.path("files")};
  Floor& floor = reception.floor();
  Webchat& webchat = reception.webchat;
  routing::Queue queue = reception.lobby.hall.queue("在线客服");
  Site site = reception.site(queue);
};

TEST_P(WebchatTest, AVisitorIsAnsweredServedWrittenUpAndRates) {
  auto agent = floor.ready_agent("li");
  auto visitor = reception.visitor(site);
  auto chat = reception.start(visitor, "电视没有信号");
  EXPECT_EQ(chat.state, ChatState::Waiting);
  EXPECT_EQ(chat.position, 1);
  reception.settle();
  EXPECT_THAT(roles(chat.id), ElementsAre("offered 测试li"));
  reception.answer(chat.id, agent);
  EXPECT_EQ(reception.get(chat.id).state, ChatState::Active);
  EXPECT_THAT(roles(chat.id), ElementsAre("agent 测试li"));
  reception.say(agent, chat.id, "您好");
  reception.say(visitor, chat.id, "谢谢");
  EXPECT_THAT(reception.seen(visitor, chat.id), ElementsAre("电视没有信号", "测试li 为您服务。", "您好", "谢谢"));
  need(webchat.end(agent, chat.id));
  reception.settle();
  EXPECT_EQ(contact(chat.id).state, contacts::ContactState::WrapUp);
  EXPECT_THAT(roles(chat.id), ElementsAre("agent 测试li"));
  need(reception.lobby.hall.routing.finish(agent, *reception.get(chat.id).work_item_id));
  reception.settle();
  EXPECT_THAT(roles(chat.id), IsEmpty());
  EXPECT_EQ(contact(chat.id).state, contacts::ContactState::Ended);
  EXPECT_TRUE(need(webchat.rate(visitor, chat.id, {4, "还行"})).rating == 4);
  EXPECT_EQ(contact(chat.id).rating, 4);
  EXPECT_EQ(why(webchat.rate(visitor, chat.id, {1, ""})), "already_rated");
}

TEST_P(WebchatTest, WhatIsSentTwiceIsSaidOnce) {
  auto agent = floor.ready_agent("li");
  auto visitor = reception.visitor(site);
  auto words = reception.words("在吗");
  auto chat = need(webchat.start(visitor, words));
  EXPECT_EQ(need(webchat.start(visitor, words)).id, chat.id);
  reception.settle();
  reception.answer(chat.id, agent);
  auto first = need(webchat.say(visitor, chat.id, {"a", "一"}));
  EXPECT_EQ(need(webchat.say(visitor, chat.id, {"a", "一"})).id, first.id);
  auto reply = need(webchat.say(agent, chat.id, {"b", "二", Visibility::Everyone}));
  EXPECT_EQ(need(webchat.say(agent, chat.id, {"b", "二", Visibility::Everyone})).seq, reply.seq);
  EXPECT_THAT(said(chat.id), ElementsAre("在吗", "agent_joined", "一", "二"));
  need(webchat.end(visitor, chat.id));
  // What was sent before the end and is sent again after it was said.
  EXPECT_EQ(need(webchat.say(visitor, chat.id, {"a", "一"})).id, first.id);
  EXPECT_EQ(why(webchat.say(visitor, chat.id, {"c", "三"})), "chat_ended");
  // The same request after the end is no second chat; a new one is.
  EXPECT_EQ(need(webchat.start(visitor, words)).id, chat.id);
  EXPECT_NE(reception.start(visitor, "又来了").id, chat.id);
}

TEST_P(WebchatTest, ForeignChatsAreNotFound) {
  auto agent = floor.ready_agent("li");
  auto other_agent = floor.agent("wang", {}, floor.world.south_place());
  auto visitor = reception.visitor(site);
  auto stranger = reception.visitor(site);
  auto chat = reception.start(visitor, "我的事");
  reception.start(stranger, "别的事");
  reception.settle();
  EXPECT_EQ(why(webchat.say(stranger, chat.id, {"x", "?"})), "not_found");
  EXPECT_EQ(why(webchat.messages(stranger, chat.id, {50, {}})), "not_found");
  EXPECT_EQ(why(webchat.end(stranger, chat.id)), "not_found");
  EXPECT_EQ(why(webchat.rate(stranger, chat.id, {5, ""})), "not_found");
  EXPECT_EQ(why(webchat.send_file(stranger, chat.id, {"x", "a.txt", "text"})), "not_found");
  EXPECT_EQ(why(webchat.chat(other_agent, chat.id)), "not_found");
  EXPECT_EQ(why(webchat.say(other_agent, chat.id, {"x", "?", Visibility::Everyone})), "not_found");
  // A token that nobody gave out is no visitor, whatever it says.
  EXPECT_EQ(why(webchat.start({"made.up." + visitor.token, "192.0.2.1"}, reception.words("?"))), "unknown_visitor");
  auto altered = visitor;
  altered.token.back() = altered.token.back() == 'a' ? 'b' : 'a';
  EXPECT_EQ(why(webchat.say(altered, chat.id, {"x", "?"})), "unknown_visitor");
}

TEST_P(WebchatTest, OnlyWhoHasItInHandTalksToTheVisitor) {
  auto first = floor.ready_agent("li");
  auto visitor = reception.visitor(site);
  auto chat = reception.start(visitor, "你好");
  reception.settle();
  EXPECT_EQ(why(webchat.say(first, chat.id, {"x", "早", Visibility::Everyone})), "chat_not_in_hand");
  reception.answer(chat.id, first);
  auto supervisor = floor.supervisor("lead");
  EXPECT_EQ(why(webchat.say(supervisor, chat.id, {"x", "?", Visibility::Everyone})), "chat_not_in_hand");
  EXPECT_EQ(why(webchat.end(supervisor, chat.id)), "chat_not_in_hand");
  EXPECT_EQ(why(webchat.transfer(supervisor, chat.id, {queue.id, {}, ""})), "chat_not_in_hand");
}

TEST_P(WebchatTest, ATransferTakesItsNoteAlongAndTheVisitorSeesNoName) {
  auto first = floor.ready_agent("li");
  auto visitor = reception.visitor(site);
  auto chat = reception.start(visitor, "要发票");
  reception.settle();
  reception.answer(chat.id, first);
  auto second = floor.ready_agent("wang");
  EXPECT_EQ(why(webchat.transfer(first, chat.id, {{}, {}, ""})), "/queue_id one_of_both");
  need(webchat.transfer(first, chat.id, {{}, Floor::id_of(second), "客户要发票"}));
  EXPECT_EQ(reception.get(chat.id).state, ChatState::Waiting);
  reception.settle();
  EXPECT_THAT(roles(chat.id), ElementsAre("offered 测试wang"));
  reception.answer(chat.id, second);
  EXPECT_THAT(roles(chat.id), ElementsAre("agent 测试wang"));
  EXPECT_THAT(said(chat.id), ElementsAre("要发票", "agent_joined", "客户要发票", "transferred", "agent_joined"));
  EXPECT_THAT(reception.seen(visitor, chat.id),
              ElementsAre("要发票", "测试li 为您服务。", "正在为您转接，请稍候。", "测试wang 为您服务。"));
  EXPECT_EQ(why(webchat.say(first, chat.id, {"x", "?", Visibility::Everyone})), "chat_not_in_hand");
  EXPECT_EQ(contact(chat.id).transfers, 1);
}

TEST_P(WebchatTest, AColleagueIsConsultedAndTheVisitorHearsNothingOfIt) {
  auto agent = floor.ready_agent("li");
  auto visitor = reception.visitor(site);
  auto chat = reception.start(visitor, "退费");
  reception.settle();
  reception.answer(chat.id, agent);
  auto colleague = floor.ready_agent("wang");
  need(webchat.consult(agent, chat.id, {Floor::id_of(colleague), "这个怎么退？"}));
  EXPECT_THAT(roles(chat.id), UnorderedElementsAre("agent 测试li", "consultant 测试wang"));
  reception.say(colleague, chat.id, "走退费流程", Visibility::Agents);
  EXPECT_EQ(why(webchat.say(colleague, chat.id, {"x", "您好", Visibility::Everyone})), "chat_not_in_hand");
  EXPECT_EQ(why(webchat.depart(agent, chat.id)), "chat_in_hand");
  need(webchat.depart(colleague, chat.id));
  EXPECT_THAT(roles(chat.id), ElementsAre("agent 测试li"));
  EXPECT_THAT(reception.seen(visitor, chat.id), ElementsAre("退费", "测试li 为您服务。"));
  EXPECT_THAT(said(chat.id),
              ElementsAre("退费", "agent_joined", "consult_invited", "这个怎么退？", "走退费流程", "consultant_left"));
}

TEST_P(WebchatTest, ASupervisorReadsAlongWhispersAndTakesOver) {
  auto agent = floor.ready_agent("li");
  auto visitor = reception.visitor(site);
  auto chat = reception.start(visitor, "投诉");
  reception.settle();
  reception.answer(chat.id, agent);
  auto lead = floor.supervisor("lead");
  auto far = floor.agent("far", {}, floor.world.south_place());
  EXPECT_EQ(why(webchat.watch(far, chat.id)), "right_missing");
  need(webchat.watch(lead, chat.id));
  reception.say(lead, chat.id, "先道歉", Visibility::Agents);
  EXPECT_EQ(why(webchat.take_over(lead, chat.id)), "agent_signed_out");
  agents::NewAgent profile;
  profile.person_id = Floor::id_of(lead);
  need(floor.agents.create_agent(floor.admin, profile));
  need(floor.agents.sign_in(lead));
  need(webchat.take_over(lead, chat.id));
  reception.settle();
  EXPECT_THAT(roles(chat.id), ElementsAre("agent 测试lead"));
  reception.say(lead, chat.id, "我来处理");
  EXPECT_EQ(why(webchat.say(agent, chat.id, {"x", "?", Visibility::Everyone})), "chat_not_in_hand");
  EXPECT_THAT(reception.seen(visitor, chat.id),
              ElementsAre("投诉", "测试li 为您服务。", "测试lead 为您服务。", "我来处理"));
  // The first agent is free for others.
  auto next = reception.start(reception.visitor(site), "下一位");
  reception.settle();
  EXPECT_THAT(roles(next.id), ElementsAre("offered 测试li"));
}

TEST_P(WebchatTest, ALostAgentGivesTheVisitorBackToTheHeadOfTheQueue) {
  auto agent = floor.ready_agent("li");
  auto visitor = reception.visitor(site);
  auto chat = reception.start(visitor, "你好");
  reception.settle();
  reception.answer(chat.id, agent);
  reception.open(visitor, chat.id);
  floor.agents.desk_detached(Floor::id_of(agent));
  reception.pass(11s);
  EXPECT_EQ(reception.get(chat.id).state, ChatState::Waiting);
  auto other = reception.start(reception.visitor(site), "后来的");
  auto session = need(webchat.begin_session({"", "192.0.2.1"}, {site.site_key, visitor.token, {}}));
  EXPECT_EQ(session.chat->position, 1);
  floor.ready_agent("wang");
  reception.settle();
  EXPECT_THAT(roles(chat.id), ElementsAre("offered 测试wang"));
  EXPECT_THAT(roles(other.id), IsEmpty());
}

TEST_P(WebchatTest, WhoLeavesTheQueueIsAbandonedAndWhoVanishesToo) {
  auto visitor = reception.visitor(site);
  auto chat = reception.start(visitor, "有人吗");
  reception.settle();
  need(webchat.end(visitor, chat.id));
  reception.settle();
  EXPECT_EQ(contact(chat.id).outcome, contacts::ContactOutcome::Abandoned);
  auto vanishing = reception.visitor(site);
  auto second = reception.start(vanishing, "有人吗");
  auto window = reception.open(vanishing, second.id);
  webchat.feed().closed(window->id());
  reception.settle();
  reception.pass(5s);
  EXPECT_TRUE(reception.get(second.id).visitor_present);
  reception.pass(6s);
  EXPECT_FALSE(reception.get(second.id).visitor_present);
  reception.pass(desertion_time + 1s);
  EXPECT_EQ(reception.get(second.id).ended_by, EndedBy::Visitor);
  EXPECT_EQ(contact(second.id).outcome, contacts::ContactOutcome::Abandoned);
}

TEST_P(WebchatTest, SilenceOfTheVisitorWarnsThenClosesButNotThatOfTheAgent) {
  auto agent = floor.ready_agent("li");
  auto visitor = reception.visitor(site);
  auto chat = reception.start(visitor, "你好");
  reception.settle();
  reception.answer(chat.id, agent);
  reception.open(visitor, chat.id);
  reception.pass(30min);
  EXPECT_EQ(reception.get(chat.id).state, ChatState::Active);  // the agent owes an answer
  reception.say(agent, chat.id, "您好");
  reception.pass(8min);
  reception.pass(15s);
  EXPECT_EQ(said(chat.id).back(), "silence_warning");
  reception.say(visitor, chat.id, "在");
  reception.say(agent, chat.id, "好的");
  reception.pass(9min);
  EXPECT_EQ(reception.get(chat.id).state, ChatState::Active);
  reception.pass(61s);
  EXPECT_EQ(reception.get(chat.id).ended_by, EndedBy::Silence);
  EXPECT_EQ(contact(chat.id).state, contacts::ContactState::WrapUp);
}

TEST_P(WebchatTest, AClosedQueueSaysWhenItOpensAndTakesAMessageOnce) {
  auto fields = static_cast<routing::QueueFields>(queue);
  fields.emergency = true;
  queue = need(reception.lobby.hall.routing.edit_queue(reception.admin(), queue.id, queue.version, fields));
  auto visitor = reception.visitor(site);
  auto session = need(webchat.begin_session(visitor, {site.site_key, visitor.token, {}}));
  EXPECT_EQ(session.admission, routing::Admission::Emergency);
  EXPECT_EQ(why(webchat.start(visitor, reception.words("有人吗"))), "queue_emergency");
  auto words = reception.words("请回电");
  auto left = need(webchat.leave_message(visitor, words));
  EXPECT_EQ(need(webchat.leave_message(visitor, words)).id, left.id);
  EXPECT_EQ(contact(left.id).outcome, contacts::ContactOutcome::Message);
  EXPECT_THAT(said(left.id), ElementsAre("请回电"));
  EXPECT_EQ(why(webchat.leave_message(visitor, reception.words(""))), "/text missing");
  EXPECT_EQ(need(webchat.history(visitor, {50, {}})).items.size(), 1u);
}

TEST_P(WebchatTest, TheFormIsCheckedAndFindsTheCustomerWithoutOpeningAnythingToTheVisitor) {
  auto fields = static_cast<SiteFields>(site);
  fields.form = {{"name", QuestionKind::Name, "称呼", "", true, {}},
                 {"phone", QuestionKind::Phone, "电话", "", false, {}},
                 {"topic", QuestionKind::Choice, "类型", "", false, {"报修", "其他"}}};
  site = need(webchat.edit_site(reception.admin(), site.id, site.version, fields));
  customers::CustomerFields file;
  file.centre_id = floor.world.north;
  file.name = "赵一";
  file.identities = {{"", customers::IdentityKind::Phone, "13800138000", "", true, false}};
  auto customer = need(reception.lobby.customers.create(reception.admin(), file));
  auto visitor = reception.visitor(site);
  auto words = reception.words("你好");
  EXPECT_EQ(why(webchat.start(visitor, words)), "/form/name missing");
  words.form = {{"name", "赵"}, {"phone", "12"}};
  EXPECT_EQ(why(webchat.start(visitor, words)), "/form/phone bad_phone");
  words.form = {{"name", "赵"}, {"topic", "闲聊"}};
  EXPECT_EQ(why(webchat.start(visitor, words)), "/form/topic not_a_choice");
  words.form = {{"name", "赵"}, {"phone", "138 0013 8000"}, {"topic", "报修"}};
  auto chat = need(webchat.start(visitor, words));
  auto shown = reception.get(chat.id);
  EXPECT_EQ(shown.customer_id, customer.id);
  EXPECT_TRUE(shown.customer_claimed);
  EXPECT_EQ(shown.visitor_name, "赵");
  EXPECT_EQ(need(webchat.answers(reception.admin(), chat.id)).answers.at(1).value, "138 0013 8000");
  // Another browser with the same phone sees nothing of that chat.
  auto other = reception.visitor(site);
  need(webchat.start(other, words));
  EXPECT_THAT(need(webchat.history(other, {50, {}})).items, IsEmpty());
  // The answers are sealed where they are kept.
  auto stored = database().read(
      [&](db::Transaction& tx) { return tx.query("SELECT answers FROM chat WHERE id = ?1", chat.id)[0].text(0); });
  EXPECT_EQ(stored.find("13800138000"), std::string::npos);
  EXPECT_EQ(stored.find("0013"), std::string::npos);
}

TEST_P(WebchatTest, FilesGoBothWaysAndOnlyWithinTheirChat) {
  auto agent = floor.ready_agent("li");
  auto visitor = reception.visitor(site);
  auto stranger = reception.visitor(site);
  auto chat = reception.start(visitor, "看图");
  auto foreign = reception.start(stranger, "别的");
  reception.settle();
  reception.answer(chat.id, agent);
  auto sent = need(webchat.send_file(visitor, chat.id, {"f1", "说明.txt", "文字内容"}));
  EXPECT_EQ(need(webchat.send_file(visitor, chat.id, {"f1", "说明.txt", "文字内容"})).id, sent.id);
  // What was sent again, or refused, is not kept beside it.
  EXPECT_EQ(why(webchat.send_file(agent, foreign.id, {"f1", "说明.txt", "文字内容"})), "chat_not_in_hand");
  EXPECT_EQ(database().read([](db::Transaction& tx) {
    return tx.query("SELECT count(*) FROM file WHERE removed_at IS NULL")[0].integer(0);
  }),
            1);
  auto got = need(webchat.file(agent, chat.id, sent.file->id));
  EXPECT_EQ(got.content->read(0, 100), "文字内容");
  auto reply = need(webchat.send_file(agent, chat.id, {"f2", "报价.pdf", "%PDF-1.4 …"}));
  EXPECT_EQ(need(webchat.file(visitor, chat.id, reply.file->id)).file.content_type, "application/pdf");
  EXPECT_EQ(why(webchat.file(stranger, chat.id, sent.file->id)), "not_found");
  EXPECT_EQ(why(webchat.file(stranger, foreign.id, sent.file->id)), "not_found");
}

TEST_P(WebchatTest, FilesThatLieAndFloodsAreRefusedAndHarmNobody) {
  auto visitor = reception.visitor(site);
  auto chat = reception.start(visitor, "看图");
  auto send = [&](const std::string& name, const std::string& content) {
    return why(webchat.send_file(visitor, chat.id, {reception.client_id(), name, content}));
  };
  EXPECT_EQ(send("cat.jpg", "MZ\x90 not a picture"), "file_not_allowed");
  EXPECT_EQ(send("cat.png", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
            "file_not_allowed");
  EXPECT_EQ(send("page.txt", "<html><script>alert(1)</script></html>"), "file_not_allowed");
  EXPECT_EQ(send("bomb.zip", "PK\x03\x04 whatever is in it"), "file_not_allowed");
  EXPECT_EQ(send("run.exe", "%PDF-1.4"), "file_not_allowed");
  EXPECT_EQ(send("cut.png", "\x89PNG\r\n\x1A\n cut off"), "image_unreadable");
  EXPECT_EQ(send("big.txt", std::string(max_file_bytes + 1, 'a')), "file_too_large");
  EXPECT_EQ(send("empty.txt", ""), "/file missing");
  EXPECT_EQ(said(chat.id).size(), 1u);
  EXPECT_EQ(send("fine.txt", "fine"), "");
  // A flood of words: refused for this visitor, not for others.
  std::string last;
  for (int n = 0; n < 100 && last.empty(); ++n)
    last = why(webchat.say(visitor, chat.id, {reception.client_id(), "刷屏"}));
  EXPECT_EQ(last, "too_often");
  auto other = reception.visitor(site);
  auto calm = reception.start(other, "你好");
  reception.say(other, calm.id, "还在");
  reception.clock().advance(60s);
  EXPECT_EQ(why(webchat.say(visitor, chat.id, {reception.client_id(), "好了"})), "");
}

TEST_P(WebchatTest, OneAddressCannotOpenAThousandChats) {
  int opened = 0;
  std::string last;
  for (int n = 0; n < 1'000; ++n) {
    auto session = webchat.begin_session({"", "203.0.113.7"}, {site.site_key, {}, {}});
    if (!session) {
      last = session.error().key;
      continue;
    }
    if (webchat.start({session->token, "203.0.113.7"}, reception.words("刷"))) ++opened;
  }
  EXPECT_EQ(last, "too_often");
  EXPECT_LE(opened, 30);
  // Another address is served.
  EXPECT_EQ(reception.start(reception.visitor(site, "198.51.100.9"), "你好").state, ChatState::Waiting);
}

TEST_P(WebchatTest, SitesAreCheckedAndNeverLoseAnUpdate) {
  auto fields = reception.fields(queue);
  fields.origins = {"https://www.example.com/path"};
  EXPECT_EQ(why(webchat.create_site(reception.admin(), fields)), "/origins/0 bad_origin");
  fields.origins = {"https://www.example.com"};
  fields.form = {{"a", QuestionKind::Text, "一", "", false, {}}, {"a", QuestionKind::Text, "二", "", false, {}}};
  EXPECT_EQ(why(webchat.create_site(reception.admin(), fields)), "/form/1/key twice");
  fields.form = {{"a", QuestionKind::Choice, "一", "", false, {}}};
  EXPECT_EQ(why(webchat.create_site(reception.admin(), fields)), "/form/0/choices missing");
  fields.form.clear();
  fields.colour = "#12345g";
  EXPECT_EQ(why(webchat.create_site(reception.admin(), fields)), "/colour bad_format");
  fields.colour = "#123456";
  auto made = need(webchat.create_site(reception.admin(), fields));
  EXPECT_EQ(webchat.origins(made.site_key)->at(0), "https://www.example.com");
  EXPECT_FALSE(webchat.origins("nothing"));
  fields.active = false;
  need(webchat.edit_site(reception.admin(), made.id, made.version, fields));
  EXPECT_EQ(why(webchat.edit_site(reception.admin(), made.id, made.version, fields)), "stale");
  EXPECT_FALSE(webchat.origins(made.site_key));
  EXPECT_EQ(why(webchat.begin_session({"", "192.0.2.1"}, {made.site_key, {}, {}})), "not_found");
  need(webchat.delete_site(reception.admin(), made.id));
  reception.start(reception.visitor(site), "你好");
  EXPECT_EQ(why(webchat.delete_site(reception.admin(), site.id)), "site_has_history");
}

YINGDA_ON_BOTH_ENGINES(WebchatTest);

}  // namespace
}  // namespace channels
