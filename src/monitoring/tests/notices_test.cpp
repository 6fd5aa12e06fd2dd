// Telling alarms by webhook and mail, on both databases, to real servers on loopback.

#include "monitoring/notices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>

#include "access/testing.h"
#include "http/server.h"
#include "monitoring/monitoring.h"
#include "monitoring/notice_rules.h"
#include "monitoring/rights.h"
#include "tests/support/databases.h"
#include "tests/support/mail_server.h"

namespace monitoring {
namespace {

using namespace std::chrono_literals;
using org::fixture::need;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr auto secret = "0123456789abcdef0123";

// A server that gets webhooks and answers as it is told.
class Hooks {
 public:
  Hooks() {
    http::Options options;
    options.listeners = {{"127.0.0.1", 0, false}};
    options.worker_threads = 1;
    server_ = std::make_unique<http::Server>(std::move(options));
    server_->add(
        {http::Method::Post, "/hook", [this](http::Request& request) { return take(request); }, http::Body::Small});
    server_->start();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port(0)) + "/hook"; }
  void answer(int status) {
    std::lock_guard lock(mutex_);
    status_ = status;
  }
  std::vector<http::Request> taken() {
    std::lock_guard lock(mutex_);
    return taken_;
  }

 private:
  http::Response take(const http::Request& request) {
    std::lock_guard lock(mutex_);
    taken_.push_back(request);
    return {.status = status_, .body = "said by the hook"};
  }

  std::mutex mutex_;
  int status_ = 200;
  std::vector<http::Request> taken_;
  std::unique_ptr<http::Server> server_;
};

template <class T>
std::string refusal(const base::Result<T>& result) {
  if (result) return "done";
  return result.error().faults.empty() ? result.error().key
                                       : result.error().faults[0].path + ' ' + result.error().faults[0].code;
}

class NoticesTest : public support::StoreTest {
 protected:
  void SetUp() override {
    admin = world.admin();
    add_notice_jobs(runner, notices);
    runner.run_due();
  }
  NoticeChannelFields webhook() {
    NoticeChannelFields fields;
    fields.name = "值班群";
    fields.url = hooks.url();
    fields.allow_private = true;
    fields.secret = secret;
    return fields;
  }
  NoticeChannelFields mail() {
    NoticeChannelFields fields;
    fields.kind = ChannelKind::Mail;
    fields.name = "运维邮箱";
    fields.host = "127.0.0.1";
    fields.port = mails.port();
    fields.sender = "yingda@example.cn";
    fields.recipients = {"ops@example.cn"};
    return fields;
  }
  NoticeChannelId add(const NoticeChannelFields& fields) { return need(notices.create_channel(admin, fields)).id; }
  void observe(Severity severity, const std::string& source = "probe.disk_free") {
    database().write([&](db::Transaction& tx) {
      Monitoring::observe(tx, world.platform, {source, 1, "1", {}, severity, 3.25, 5, ReadingUnit::Percent, 1, 1});
    });
  }
  // Lets jobs run that are due by then.
  void pass(base::Duration time) {
    world.clock.advance(time);
    runner.run_due();
  }
  WebhookNotice notice(std::size_t index) { return need(base::from_json<WebhookNotice>(hooks.taken().at(index).body)); }
  std::vector<NoticeDelivery> deliveries(NoticeChannelId id) { return need(notices.deliveries(admin, id)); }

  Hooks hooks;
  support::MailServer mails;
  base::Messages messages = base::Messages::load(YINGDA_SOURCE_DIR "/content/messages");
  org::fixture::World world{database(), monitoring_rights()};
  Notices notices{world.platform, messages};
  jobs::Runner runner{database(), world.clock, world.ids, {}};
  org::Actor admin;
};

TEST_P(NoticesTest, AWebhookIsToldSignedOfTheWholeLifeOfAnAlarm) {
  auto id = add(webhook());
  observe(Severity::Warning);
  pass(1s);
  observe(Severity::Critical);
  pass(1s);
  observe(Severity::Ok);
  pass(1s);
  ASSERT_THAT(hooks.taken(), SizeIs(3));
  EXPECT_EQ(notice(0).occasion, NoticeOccasion::Began);
  EXPECT_EQ(notice(1).occasion, NoticeOccasion::Changed);
  EXPECT_EQ(notice(2).occasion, NoticeOccasion::Ended);
  auto first = hooks.taken()[0];
  EXPECT_EQ(first.header("content-type"), "application/json");
  const auto timestamp = std::string(first.header("x-yingda-timestamp"));
  EXPECT_EQ(timestamp, std::to_string(base::epoch_ms(world.clock.now() - 2s) / 1000));
  EXPECT_EQ(first.header("x-yingda-signature"), signature(secret, timestamp, first.body));
  EXPECT_EQ(first.header("x-yingda-delivery"), notice(0).delivery_id.text());
  auto alarm = *notice(1).alarm;
  EXPECT_EQ(alarm.source, "probe.disk_free");
  EXPECT_EQ(alarm.severity, Severity::Critical);
  EXPECT_EQ(alarm.value, 3.25);
  EXPECT_EQ(alarm.threshold, 5);
  EXPECT_THAT(notice(1).text, HasSubstr("【Yingda】严重：磁盘可用空间（1）"));
  EXPECT_THAT(notice(1).text, HasSubstr("3.2 %"));
  auto log = deliveries(id);
  ASSERT_THAT(log, SizeIs(3));
  EXPECT_EQ(log[0].state, DeliveryState::Delivered);
  EXPECT_EQ(log[0].answer, "HTTP 200 said by the hook");
}

TEST_P(NoticesTest, AMailSaysTheSame) {
  auto fields = mail();
  fields.language = "en";
  add(fields);
  observe(Severity::Critical);
  pass(1s);
  ASSERT_THAT(mails.mails(), SizeIs(1));
  EXPECT_THAT(mails.mails()[0].recipients, ElementsAre("ops@example.cn"));
  EXPECT_THAT(mails.mails()[0].text, HasSubstr("Subject: [Yingda] Critical: Free disk space (1)\r\n"));
}

TEST_P(NoticesTest, OnlyWhatAChannelAsksForIsTold) {
  auto fields = webhook();
  fields.least = Severity::Critical;
  fields.sources = {"queue."};
  add(fields);
  auto off = webhook();
  off.active = false;
  add(off);
  observe(Severity::Critical, "probe.memory");
  observe(Severity::Warning, "queue.longest_wait");
  pass(1s);
  EXPECT_THAT(hooks.taken(), IsEmpty());
  observe(Severity::Critical, "queue.longest_wait");
  observe(Severity::Warning, "queue.longest_wait");
  pass(1s);
  EXPECT_THAT(hooks.taken(), SizeIs(2));
}

TEST_P(NoticesTest, WhatFailsIsTriedAgainAndGivenUpAfterTwoHours) {
  auto id = add(webhook());
  hooks.answer(503);
  observe(Severity::Warning);
  pass(1s);
  ASSERT_THAT(hooks.taken(), SizeIs(1));
  EXPECT_EQ(deliveries(id)[0].state, DeliveryState::Waiting);
  EXPECT_EQ(deliveries(id)[0].code, "status");
  pass(9s);
  EXPECT_THAT(hooks.taken(), SizeIs(1));
  pass(2s);
  EXPECT_THAT(hooks.taken(), SizeIs(2));
  for (int i = 0; i < 20; ++i) pass(20min);
  EXPECT_THAT(hooks.taken(), SizeIs(8));
  EXPECT_EQ(deliveries(id)[0].state, DeliveryState::Failed);
  EXPECT_EQ(deliveries(id)[0].attempts, 8);
  EXPECT_EQ(notice(7).delivery_id, notice(0).delivery_id);
  EXPECT_EQ(runner.counts().failed, 0);
}

TEST_P(NoticesTest, ARefusalIsNotAskedAgain) {
  auto id = add(webhook());
  hooks.answer(410);
  observe(Severity::Warning);
  for (int i = 0; i < 5; ++i) pass(20min);
  EXPECT_THAT(hooks.taken(), SizeIs(1));
  EXPECT_EQ(deliveries(id)[0].state, DeliveryState::Failed);
}

TEST_P(NoticesTest, ACriticalAlarmIsToldAgainUntilSomebodyAcknowledgesIt) {
  Monitoring monitoring(world.platform);
  add(webhook());
  auto never = webhook();
  never.repeat_minutes = 0;
  add(never);
  observe(Severity::Critical);
  pass(1s);
  EXPECT_THAT(hooks.taken(), SizeIs(2));
  pass(14min);
  EXPECT_THAT(hooks.taken(), SizeIs(2));
  pass(61s);
  pass(1s);
  ASSERT_THAT(hooks.taken(), SizeIs(3));
  EXPECT_EQ(notice(2).occasion, NoticeOccasion::Reminded);
  need(monitoring.acknowledge(admin, notice(2).alarm->id, {""}));
  for (int i = 0; i < 40; ++i) pass(1min);
  EXPECT_THAT(hooks.taken(), SizeIs(3));
}

TEST_P(NoticesTest, AWarningIsToldOnce) {
  add(webhook());
  observe(Severity::Warning);
  for (int i = 0; i < 40; ++i) pass(1min);
  EXPECT_THAT(hooks.taken(), SizeIs(1));
}

TEST_P(NoticesTest, ATestTellsWhatTheOtherServerSaid) {
  auto hook = add(webhook());
  auto tested = need(notices.test(admin, hook));
  EXPECT_EQ(tested.state, DeliveryState::Delivered);
  EXPECT_EQ(tested.answer, "HTTP 200 said by the hook");
  EXPECT_EQ(notice(0).occasion, NoticeOccasion::Test);
  EXPECT_EQ(notice(0).alarm, std::nullopt);
  hooks.answer(404);
  EXPECT_EQ(need(notices.test(admin, hook)).code, "status");
  auto post = add(mail());
  EXPECT_EQ(need(notices.test(admin, post)).answer, "250 2.0.0 queued as 4711");
  mails.refuse_recipients("550 5.1.1 no such user");
  auto refused = need(notices.test(admin, post));
  EXPECT_EQ(refused.state, DeliveryState::Failed);
  EXPECT_EQ(refused.answer, "550 5.1.1 no such user");
  EXPECT_THAT(deliveries(post), SizeIs(2));
}

TEST_P(NoticesTest, APrivateAddressIsAskedForOnlyWhereThatIsAllowed) {
  auto fields = webhook();
  fields.allow_private = false;
  auto tested = need(notices.test(admin, add(fields)));
  EXPECT_EQ(tested.code, "private_address");
  EXPECT_THAT(hooks.taken(), IsEmpty());
}

TEST_P(NoticesTest, SecretsAreSealedAndNeverShown) {
  auto made = need(notices.create_channel(admin, webhook()));
  EXPECT_TRUE(made.has_secret);
  EXPECT_THAT(base::to_json(made), testing::Not(HasSubstr(secret)));
  database().read([&](db::Transaction& tx) {
    auto sealed = tx.query("SELECT sealed_secret FROM notice_channel");
    EXPECT_THAT(std::string(sealed[0].text(0)), testing::AllOf(testing::Not(HasSubstr(secret)), testing::Not("")));
  });
  auto fields = webhook();
  fields.name = "改名";
  fields.secret.reset();
  EXPECT_EQ(need(notices.edit_channel(admin, made.id, 1, fields)).name, "改名");
  need(notices.test(admin, made.id));
  auto request = hooks.taken().at(0);
  EXPECT_EQ(request.header("x-yingda-signature"),
            signature(secret, request.header("x-yingda-timestamp"), request.body));
  for (const auto& entry : need(world.access.audit_entries(org::system_actor(), {}, {})).items)
    EXPECT_THAT(entry.detail, testing::Not(HasSubstr(secret)));
}

TEST_P(NoticesTest, APasswordGoesOnlyWhereItWasEnteredFor) {
  auto fields = mail();
  fields.security = mail::Security::StartTls;
  fields.login = "yingda";
  EXPECT_EQ(refusal(notices.create_channel(admin, fields)), "/secret missing");
  fields.secret = "geheim";
  auto made = need(notices.create_channel(admin, fields));
  fields.secret.reset();
  auto elsewhere = fields;
  elsewhere.host = "evil.example";
  EXPECT_EQ(refusal(notices.edit_channel(admin, made.id, 1, elsewhere)), "/secret secret_again");
  auto open = fields;
  open.security = mail::Security::None;
  EXPECT_EQ(refusal(notices.edit_channel(admin, made.id, 1, open)), "/security password_needs_tls");
  EXPECT_EQ(refusal(notices.edit_channel(admin, made.id, 1, fields)), "done");
}

TEST_P(NoticesTest, ChannelsAreCheckedAndVersioned) {
  auto refused = [&](auto change, NoticeChannelFields fields) {
    change(fields);
    return refusal(notices.create_channel(admin, fields));
  };
  EXPECT_EQ(refused([](auto& f) { f.url = "ftp://example.cn"; }, webhook()), "/url bad_format");
  EXPECT_EQ(refused([](auto& f) { f.secret = "short"; }, webhook()), "/secret too_short");
  EXPECT_EQ(refused([](auto& f) { f.secret.reset(); }, webhook()), "/secret missing");
  EXPECT_EQ(refused([](auto& f) { f.least = Severity::Ok; }, webhook()), "/least not_a_choice");
  EXPECT_EQ(refused([](auto& f) { f.host = "a/b"; }, mail()), "/host bad_format");
  EXPECT_EQ(refused([](auto& f) { f.recipients.clear(); }, mail()), "/recipients missing");
  EXPECT_EQ(refused([](auto& f) { f.recipients.push_back("中@b.cn"); }, mail()), "/recipients/1 bad_format");
  auto id = add(webhook());
  auto other = mail();
  EXPECT_EQ(refusal(notices.edit_channel(admin, id, 1, other)), "/kind kind_stays");
  EXPECT_EQ(refusal(notices.edit_channel(admin, id, 7, webhook())), "stale");
  EXPECT_EQ(refusal(notices.delete_channel(admin, id)), "done");
  EXPECT_EQ(refusal(notices.test(admin, id)), "not_found");
}

TEST_P(NoticesTest, OnlyThoseWhoReachAllCentresSeeChannels) {
  auto role = world.add_role("监控", {"monitoring.edit"});
  world.add_person("north", world.north_place(), {{role, org::Scope::CentreAndBelow}});
  auto north = world.actor("north");
  auto id = add(webhook());
  EXPECT_EQ(refusal(notices.channels(north)), "monitoring_needs_whole_tree");
  EXPECT_EQ(refusal(notices.test(north, id)), "monitoring_needs_whole_tree");
  EXPECT_EQ(refusal(notices.edit_channel(north, id, 1, webhook())), "monitoring_needs_whole_tree");
}

TEST_P(NoticesTest, TheLogKeepsTheNewestFifty) {
  auto id = add(webhook());
  for (int i = 0; i < 55; ++i) need(notices.test(admin, id));
  EXPECT_THAT(deliveries(id), SizeIs(50));
  auto rows = database().read([](db::Transaction& tx) { return tx.query("SELECT id FROM notice_delivery"); });
  EXPECT_EQ(rows.size(), 50U);
}

TEST_P(NoticesTest, WhatADeletedChannelHadToSayIsForgotten) {
  auto id = add(webhook());
  observe(Severity::Warning);
  need(notices.delete_channel(admin, id));
  pass(1s);
  EXPECT_THAT(hooks.taken(), IsEmpty());
  EXPECT_EQ(runner.counts().waiting, 0);
}

YINGDA_ON_BOTH_ENGINES(NoticesTest);

TEST(NoticeRules, ASignatureIsWhatOtherToolsReckon) {
  // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
  EXPECT_EQ(signature("key", "1700000000", R"({"a":1})"),
            "v1=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03");
}

TEST(NoticeRules, ValuesAreWrittenWithTheirUnits) {
  EXPECT_EQ(value_text(3.25, ReadingUnit::Percent), "3.2 %");
  EXPECT_EQ(value_text(1536, ReadingUnit::Bytes), "1.5 KB");
  EXPECT_EQ(value_text(12, ReadingUnit::Days), "12 d");
}

TEST(NoticeRules, WhatAServerSaidIsShownAsTextAndCut) {
  EXPECT_EQ(showable("250 ok\r\n"), "250 ok");
  EXPECT_EQ(showable(std::string("a\x00\x1b[31m", 7)), "a  [31m");
  EXPECT_EQ(showable("\xff\xfe\xfd\xfc\xfb"), "");
  std::string chinese;
  for (int i = 0; i < 900; ++i) chinese += "中";
  EXPECT_EQ(showable(chinese).size(), 1500U);
}

}  // namespace
}  // namespace monitoring
