#include "simulator/sample.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "access/testing.h"
#include "agents/agents.h"
#include "agents/rights.h"
#include "base/messages.h"
#include "channels/rights.h"
#include "contacts/events.h"
#include "customers/rights.h"
#include "dictionaries/dictionaries.h"
#include "files/store.h"
#include "images/images.h"
#include "routing/rights.h"
#include "tests/support/databases.h"

using namespace org;
using org::fixture::need;

namespace {

class Sample : public support::StoreTest {
 protected:
  base::ManualClock clock{org::fixture::start_time};
  base::IdMaker ids{clock, 1};
  keys::KeyRing keys{database(), std::string(keys::key_bytes, 'k')};
  Platform platform{database(), clock, ids, keys, 1};
  base::Messages messages = base::Messages::load(YINGDA_SOURCE_DIR "/content/messages");
  support::TempFolder folder;
  files::Store files{folder.path("files"), keys};
  Access access{platform, rights(), {}};
  customers::Customers customers{platform, files, messages};
  dictionaries::Dictionaries dictionaries{platform};
  agents::Agents agents{platform};
  routing::Routing routing{platform};
  images::Cleaner images{images::find_program()};
  channels::Webchat webchat{platform, files, images, messages};
  channels::Replies replies{platform};
  calendars::Calendars calendars{platform};
  ivr::Ivr ivr{platform};
  ivr::Prompts prompts{platform, files};
  lines::Lines lines{platform};
  telephony::Telephony telephony{platform};

  void SetUp() override {
    set_password_cost({1, 8192});
    access.ensure_ground(YINGDA_SOURCE_DIR "/content", "correct horse battery");
    dictionaries.load_packs(YINGDA_SOURCE_DIR "/content");
    calendars.load_packs(YINGDA_SOURCE_DIR "/content");
    ivr.load_packs(YINGDA_SOURCE_DIR "/content");
  }
  static std::vector<Right> rights() {
    auto all = access_rights();
    for (auto right : customers::customer_rights()) all.push_back(right);
    for (auto right : agents::agent_rights()) all.push_back(right);
    for (auto right : routing::routing_rights()) all.push_back(right);
    for (auto right : channels::channel_rights()) all.push_back(right);
    return all;
  }
  void fill(simulator::SamplePlan plan = {.customers = 200, .history_days = 0}) {
    plan.content_folder = YINGDA_SOURCE_DIR "/content";
    simulator::fill_sample(
        platform, {access, customers, agents, routing, webchat, replies, calendars, ivr, prompts, lines, telephony},
        plan);
  }
  std::int64_t count(const std::string& sql) {
    return database().read([&](db::Transaction& tx) { return tx.query(sql)[0].integer(0); });
  }
};

}  // namespace

TEST_P(Sample, EveryRoleHasSomebodyWhoCanSignInAtOnce) {
  fill();
  auto sign_ins = simulator::sample_sign_ins(access);
  EXPECT_EQ(sign_ins.size(), 14u);  // all shipped roles but the administrator's, who is admin, and who takes calls
  for (const auto& [login, role, role_en] : sign_ins) {
    auto session = need(access.sign_in({login, std::string(simulator::sample_password)}, {"127.0.0.1", "", ""}));
    EXPECT_FALSE(session.session.must_change_password) << login;
  }
}

TEST_P(Sample, AgentsHaveSkillsAndWhoLeadsThemCanHelpOut) {
  fill();
  std::size_t skilled = 0, leaders = 0;
  for (const auto& agent : need(agents.agents(system_actor(), {}, {200, {}})).items)
    ++(agent.skills.empty() ? leaders : skilled);
  EXPECT_EQ(skilled, 120u);
  EXPECT_EQ(leaders, 12u);
}

TEST_P(Sample, VisitorsOfTheSiteAreTakenIn) {
  fill();
  auto site = need(webchat.sites(system_actor(), {}, {10, {}})).items.at(0);
  auto session = need(webchat.begin_session({"", "192.0.2.1"}, {site.site_key, {}, {}}));
  EXPECT_EQ(session.admission, routing::Admission::Open);
  EXPECT_FALSE(session.site.form.empty());
  EXPECT_GE(need(replies.replies(access
                                     .actor_of_session(
                                         need(access.sign_in({"lj-wj-agent1", std::string(simulator::sample_password)},
                                                             {"127.0.0.1", "", ""}))
                                             .token,
                                         {"127.0.0.1", "", ""})
                                     .value()))
                .size(),
            6u);
}

TEST_P(Sample, NumbersBelongToNobodyAndAreUnique) {
  fill();
  std::set<std::string> numbers;
  ListQuery query{200, {}};
  while (true) {
    auto page = need(customers.customers(system_actor(), {}, query));
    for (const auto& customer : page.items)
      for (const auto& identity : need(customers.unmask(system_actor(), customer.id)).identities)
        if (identity.kind == customers::IdentityKind::Phone) {
          EXPECT_TRUE(std::regex_match(identity.value, std::regex("(\\+?86)?154[0-9]{8}"))) << identity.value;
          EXPECT_TRUE(numbers.insert(identity.value).second) << identity.value;
        }
    if (!page.next) break;
    query.after = page.items.back().id.value;
  }
  EXPECT_EQ(numbers.size(), 200u);
}

TEST_P(Sample, FillingTwiceIsFillingOnce) {
  fill();
  auto people = need(access.people(system_actor(), {}, {1, {}})).total;
  fill();
  EXPECT_EQ(need(access.people(system_actor(), {}, {1, {}})).total, people);
}

TEST_P(Sample, OtherDataIsLeftAlone) {
  auto root = need(access.centres(system_actor(), {})).items.at(0).id;
  need(access.create_centre(system_actor(), {root, Level::City, "真的", "REAL", "Asia/Shanghai", "zh-CN", true}));
  EXPECT_THROW(fill(), std::runtime_error);
  EXPECT_EQ(need(access.centres(system_actor(), {})).total, 2);
}

TEST_P(Sample, CitiesHaveQueuesForSubjectsThatHelpEachOtherOut) {
  fill();
  auto queues = need(routing.queues(system_actor(), {}, {200, {}})).items;
  EXPECT_EQ(queues.size(), 24u);
  for (const auto& queue : queues) {
    auto helper = need(routing.queue(system_actor(), queue.overflow_queue_id.value()));
    EXPECT_EQ(helper.name, queue.name);
    EXPECT_NE(helper.centre_id, queue.centre_id);
  }
}

TEST_P(Sample, WhoCallsACityComesIntoItsQueuesOrToAnAgentByNumber) {
  fill();
  const simulator::Parts parts{access,    customers, agents,  routing, webchat,  replies,
                               calendars, ivr,       prompts, lines,   telephony};
  const auto sample = simulator::find_organisation(parts);
  ASSERT_EQ(sample.cities.size(), 4u);
  for (const auto& city : sample.cities) EXPECT_EQ(city.time_zone, "Asia/Shanghai");
  const auto numbers = need(lines.numbers(system_actor(), {}, {200, {}})).items;
  EXPECT_EQ(numbers.size(), 5u);  // one for the whole operator
  for (const auto& city : sample.cities) {
    const auto number = std::ranges::find(numbers, city.number, &lines::Number::pattern);
    ASSERT_NE(number, numbers.end());
    auto pressed = [&](const std::string& keys) {
      ivr::DryRunRequest request;
      for (const char key : keys) request.inputs.emplace_back().key = std::string(1, key);
      return need(ivr.dry_run(system_actor(), number->flow_id.value(), request)).lines.back();
    };
    EXPECT_EQ(pressed("1").queue_id, city.hotlines[0]);
    EXPECT_EQ(pressed("0").queue_id, city.hotlines[1]);
    EXPECT_EQ(pressed("88023").text, "8023");
    EXPECT_EQ(pressed("5").kind, ivr::DryLineKind::Voicemail);
  }
}

TEST_P(Sample, WhoHasCalledIsAskedHowItWas) {
  fill();
  const simulator::Parts parts{access,    customers, agents,  routing, webchat,  replies,
                               calendars, ivr,       prompts, lines,   telephony};
  for (const auto& city : simulator::find_organisation(parts).cities)
    for (const auto queue : city.hotlines) {
      const auto voice = need(telephony.queue_voice(system_actor(), queue));
      ivr::DryRunRequest request;
      request.inputs.emplace_back().key = "2";
      const auto lines_walked = need(ivr.dry_run(system_actor(), voice.survey_flow_id.value(), request)).lines;
      const auto rated = std::ranges::find(lines_walked, ivr::DryLineKind::Rated, &ivr::DryLine::kind);
      ASSERT_NE(rated, lines_walked.end());
      EXPECT_EQ(rated->text, "4");
    }
}

TEST_P(Sample, WhoTakesCallsHasAPhoneAndNoChats) {
  fill();
  const simulator::Parts parts{access,    customers, agents,  routing, webchat,  replies,
                               calendars, ivr,       prompts, lines,   telephony};
  const auto sample = simulator::find_organisation(parts);
  std::size_t callees = 0;
  for (const auto& agent : sample.agents) {
    EXPECT_EQ(agent.phone_id.has_value(), agent.by_phone);
    callees += agent.by_phone;
  }
  EXPECT_EQ(callees, 32u);
  const auto signs = simulator::sample_sign_ins(access);
  EXPECT_TRUE(std::ranges::any_of(signs, [](const auto& one) { return one.login == "lj-wj-hotline1"; }));
}

TEST_P(Sample, TiersAreSpreadAsAmongRealCustomers) {
  fill();
  auto gold = database().read(
      [](db::Transaction& tx) { return dictionaries::Dictionaries::find_entry(tx, "customer_tiers", "gold")->id; });
  EXPECT_EQ(count("SELECT count(*) FROM customer WHERE tier_id IS NULL"), 0);
  EXPECT_EQ(need(customers.customers(system_actor(), {.tier_id = gold}, {1, {}})).total, 16);
}

TEST_P(Sample, TheLogTellsOfThePastWhatTheRowsSay) {
  fill({.customers = 200, .history_days = 2, .visits_a_day = 250});
  const auto contacts = count("SELECT count(*) FROM contact");
  const auto calls = count("SELECT count(*) FROM contact WHERE channel = 'voice'");
  EXPECT_NEAR(static_cast<double>(contacts - calls), 500, 150);
  EXPECT_NEAR(static_cast<double>(calls), 80, 40);
  EXPECT_EQ(count("SELECT count(*) FROM work_item WHERE state = 'ended'"), contacts);
  EXPECT_EQ(count("SELECT count(*) FROM chat WHERE state = 'ended'"), contacts - calls);
  std::int64_t opened = 0, closed = 0, wait_ms = 0, talk_ms = 0, flow_ms = 0, rated = 0;
  base::Time at{};
  events::Position place;
  std::vector<events::Event> batch;
  while (!(batch = database().read([&](db::Transaction& tx) { return events::read_after(tx, place, 500); })).empty()) {
    for (const auto& event : batch) {
      if (event.type.starts_with("contacts.")) {
        EXPECT_GE(event.at, at) << event.type;
        EXPECT_LT(event.at, clock.now());
        at = event.at;
      }
      opened += event.type == contacts::ContactOpened::type;
      rated += event.type == contacts::ContactRated::type;
      if (event.type != contacts::ContactClosed::type) continue;
      auto one = event.as<contacts::ContactClosed>();
      ++closed;
      wait_ms += one.wait_ms;
      talk_ms += one.talk_ms;
      flow_ms += one.flow_ms.value_or(0);
    }
    place = batch.back().position;
  }
  EXPECT_EQ(opened, contacts);
  EXPECT_EQ(closed, contacts);
  EXPECT_EQ(rated, count("SELECT count(*) FROM contact WHERE rating IS NOT NULL"));
  EXPECT_EQ(wait_ms, count("SELECT CAST(sum(wait_ms) AS BIGINT) FROM contact"));
  EXPECT_EQ(wait_ms,
            count("SELECT CAST(sum(ended_at - started_at) AS BIGINT) FROM contact_segment WHERE kind = 'queue'"));
  EXPECT_EQ(flow_ms,
            count("SELECT CAST(sum(ended_at - started_at) AS BIGINT) FROM contact_segment WHERE kind = 'flow'"));
  EXPECT_EQ(talk_ms,
            count("SELECT CAST(sum(ended_at - started_at) AS BIGINT) FROM contact_segment WHERE kind = 'agent'"));
}

TEST_P(Sample, ACallOfThePastHasItsLegsAndItsWayThroughTheFlow) {
  fill({.customers = 50, .history_days = 2, .visits_a_day = 250});
  const auto calls = need(telephony.calls(system_actor(), {}, {200, {}})).items;
  EXPECT_GT(calls.size(), 50u);
  EXPECT_EQ(count("SELECT count(*) FROM voice_call"), count("SELECT count(*) FROM contact WHERE channel = 'voice'"));
  EXPECT_EQ(count("SELECT count(*) FROM voice_call v JOIN contact c ON c.id = v.contact_id WHERE "
                  "c.conversation_id <> v.id OR c.answered_at <> v.answered_at OR v.ended_at < c.ended_at"),
            0);
  std::size_t surveyed = 0;
  for (const auto& call : calls) {
    ASSERT_GE(call.parties.size(), 1u);
    const auto& customer = call.parties[0];
    EXPECT_EQ(customer.role, telephony::PartyRole::Customer);
    EXPECT_EQ(customer.began_at, call.began_at);
    EXPECT_EQ(customer.ended_at, call.ended_at);
    EXPECT_EQ(call.choices.size(), 1u);
    EXPECT_FALSE(call.carrier.empty());
    for (const auto& party : call.parties) EXPECT_EQ(party.quality.has_value(), party.answered_at.has_value());
    const auto answered = std::ranges::count_if(
        call.parties, [](const auto& party) { return party.role == telephony::PartyRole::Agent && party.answered_at; });
    EXPECT_EQ(answered > 0, call.answered_at.has_value());
    surveyed += call.ending == telephony::CallEnding::BySystem;
  }
  EXPECT_GT(surveyed, calls.size() / 20);
  auto told = [&](const std::string& type) { return count("SELECT count(*) FROM event WHERE type = '" + type + "'"); };
  for (const auto* once : {"telephony.call_began", "telephony.call_ended", "ivr.walk_ended"})
    EXPECT_EQ(told(once), count("SELECT count(*) FROM voice_call")) << once;
  EXPECT_EQ(told("telephony.party_left"), count("SELECT count(*) FROM voice_party"));
}

TEST_P(Sample, OnlyTheReaderOfReportsHasThePastBeforeIt) {
  fill({.customers = 20, .history_days = 1, .visits_a_day = 100});
  database().read([](db::Transaction& tx) {
    for (const auto* reader : {"agents", "contacts", "webchat"})
      EXPECT_EQ(events::load_cursor(tx, reader), events::end(tx)) << reader;
    EXPECT_EQ(events::load_cursor(tx, "reporting"), events::Position{});
  });
}

TEST_P(Sample, NobodyIsSignedInAfterThePast) {
  fill({.customers = 20, .history_days = 1, .visits_a_day = 100});
  EXPECT_GT(count("SELECT count(*) FROM agent_state"), 40);
  EXPECT_EQ(count("SELECT count(*) FROM agent_state WHERE state <> 'signed_out'"), 0);
}

TEST_P(Sample, AChatOfThePastReadsLikeOne) {
  fill({.customers = 20, .history_days = 1, .visits_a_day = 100});
  channels::ChatFilter filter;
  auto chats = need(webchat.chats(system_actor(), filter, {200, {}})).items;
  ASSERT_FALSE(chats.empty());
  for (const auto& chat : chats) {
    if (!chat.agent_id) continue;
    auto messages = need(webchat.messages(system_actor(), chat.id, {200, {}})).items;
    ASSERT_GE(messages.size(), 4u);
    EXPECT_EQ(messages.front().author, channels::Author::Visitor);
    EXPECT_EQ(messages.front().at, chat.started_at);
    EXPECT_EQ(messages.back().kind, channels::MessageKind::Notice);
    EXPECT_EQ(messages.back().at, chat.ended_at);
    EXPECT_EQ(messages.back().seq, chat.last_seq);
    EXPECT_FALSE(need(webchat.answers(system_actor(), chat.id)).answers.empty());
  }
}

YINGDA_ON_BOTH_ENGINES(Sample);
