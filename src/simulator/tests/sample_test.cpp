#include "simulator/sample.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "access/testing.h"
#include "agents/agents.h"
#include "agents/rights.h"
#include "base/messages.h"
#include "channels/rights.h"
#include "customers/rights.h"
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
  agents::Agents agents{platform};
  routing::Routing routing{platform};
  images::Cleaner images{images::find_program()};
  channels::Webchat webchat{platform, files, images, messages};
  channels::Replies replies{platform};

  void SetUp() override {
    set_password_cost({1, 8192});
    access.ensure_ground(YINGDA_SOURCE_DIR "/content", "correct horse battery");
  }
  static std::vector<Right> rights() {
    auto all = access_rights();
    for (auto right : customers::customer_rights()) all.push_back(right);
    for (auto right : agents::agent_rights()) all.push_back(right);
    for (auto right : routing::routing_rights()) all.push_back(right);
    for (auto right : channels::channel_rights()) all.push_back(right);
    return all;
  }
  void fill() { simulator::fill_sample(platform, {access, customers, agents, routing, webchat, replies}); }
};

}  // namespace

TEST_P(Sample, EveryRoleHasSomebodyWhoCanSignInAtOnce) {
  fill();
  auto sign_ins = simulator::sample_sign_ins(access);
  EXPECT_EQ(sign_ins.size(), 13u);  // all shipped roles but the administrator's, who is admin
  for (const auto& [login, role] : sign_ins) {
    auto session = need(access.sign_in({login, std::string(simulator::sample_password)}, {"127.0.0.1", "", ""}));
    EXPECT_FALSE(session.session.must_change_password) << login;
  }
}

TEST_P(Sample, AgentsHaveSkillsAndWhoLeadsThemCanHelpOut) {
  fill();
  std::size_t skilled = 0, leaders = 0;
  for (const auto& agent : need(agents.agents(system_actor(), {}, {200, {}})).items)
    ++(agent.skills.empty() ? leaders : skilled);
  EXPECT_EQ(skilled, 16u);
  EXPECT_EQ(leaders, 8u);
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
  EXPECT_EQ(numbers.size(), 400u);
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

YINGDA_ON_BOTH_ENGINES(Sample);
