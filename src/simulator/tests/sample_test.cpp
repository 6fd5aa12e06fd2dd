#include "simulator/sample.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "access/testing.h"
#include "agents/agents.h"
#include "agents/rights.h"
#include "base/messages.h"
#include "customers/rights.h"
#include "files/store.h"
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

  void SetUp() override {
    set_password_cost({1, 8192});
    access.ensure_ground(YINGDA_SOURCE_DIR "/content", "correct horse battery");
  }
  static std::vector<Right> rights() {
    auto all = access_rights();
    for (auto right : customers::customer_rights()) all.push_back(right);
    for (auto right : agents::agent_rights()) all.push_back(right);
    return all;
  }
  void fill() { simulator::fill_sample(platform, access, customers, agents); }
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

TEST_P(Sample, AgentsHaveSkills) {
  fill();
  auto page = need(agents.agents(system_actor(), {}, {200, {}}));
  EXPECT_GE(page.items.size(), 8u);
  for (const auto& agent : page.items) EXPECT_FALSE(agent.skills.empty()) << agent.name;
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
