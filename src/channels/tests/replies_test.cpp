// Canned replies, on both databases.

#include "channels/replies/replies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agents/testing.h"
#include "channels/rights.h"
#include "tests/support/databases.h"

namespace channels {
namespace {

using agents::fixture::Floor;
using agents::fixture::need;
using agents::fixture::why;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class RepliesTest : public support::StoreTest {
 protected:
  CannedReplyFields fields(const std::string& title, bool own, std::optional<org::CentreId> centre = {}) {
    CannedReplyFields reply;
    reply.title = title;
    reply.own = own;
    reply.centre_id = centre;
    reply.text = "{客户}您好";
    return reply;
  }
  std::vector<std::string> titles(const org::Actor& actor) {
    std::vector<std::string> titles;
    for (const auto& reply : need(replies.replies(actor))) titles.push_back(reply.title);
    return titles;
  }

  Floor floor{database(), channel_rights()};
  Replies replies{floor.world.platform};
};

TEST_P(RepliesTest, AnAgentSeesItsOwnAndThoseSharedInItsCentreAndAbove) {
  auto north = floor.agent("li");
  auto south = floor.agent("wang", {}, floor.world.south_place());
  need(replies.create(north, fields("自己的", true)));
  need(replies.create(floor.admin, fields("北方", false, floor.world.north)));
  need(replies.create(floor.admin, fields("总部", false, floor.world.root)));
  need(replies.create(floor.admin, fields("各处", false)));
  EXPECT_THAT(titles(north), UnorderedElementsAre("自己的", "北方", "总部", "各处"));
  EXPECT_THAT(titles(south), UnorderedElementsAre("总部", "各处"));
}

TEST_P(RepliesTest, SharedOnesAreEditedByRightAndOwnOnesByTheirOwnerAlone) {
  auto agent = floor.agent("li");
  auto lead = floor.supervisor("lead", org::Scope::Centre);
  EXPECT_EQ(why(replies.create(agent, fields("共享", false, floor.world.north))), "right_missing");
  EXPECT_EQ(why(replies.create(lead, fields("共享", false, floor.world.south))), "/centre_id no_such_object");
  EXPECT_EQ(why(replies.create(lead, fields("共享", false))), "/centre_id no_such_object");
  auto shared = need(replies.create(lead, fields("共享", false, floor.world.north)));
  EXPECT_EQ(why(replies.edit(agent, shared.id, shared.version, shared)), "right_missing");
  EXPECT_EQ(why(replies.remove(agent, shared.id)), "right_missing");
  auto own = need(replies.create(agent, fields("自己的", true)));
  EXPECT_EQ(why(replies.reply(lead, own.id)), "not_found");
  EXPECT_EQ(why(replies.remove(lead, own.id)), "not_found");
  auto change = fields("改了", true);
  need(replies.edit(agent, own.id, own.version, change));
  EXPECT_EQ(why(replies.edit(agent, own.id, own.version, change)), "stale");
  change.own = false;
  EXPECT_EQ(why(replies.edit(agent, own.id, own.version + 1, change)), "/own cannot_change");
  need(replies.remove(agent, own.id));
  EXPECT_THAT(titles(agent), ElementsAre("共享"));
}

TEST_P(RepliesTest, AShortcutMeansOneReplyInOneLanguage) {
  auto agent = floor.agent("li");
  auto first = fields("一", true);
  first.shortcut = "nh";
  first.language = "zh-CN";
  need(replies.create(agent, first));
  auto second = first;
  second.title = "二";
  EXPECT_EQ(why(replies.create(agent, second)), "/shortcut taken");
  second.language = "en";
  need(replies.create(agent, second));
  second.shortcut = "a b";
  EXPECT_EQ(why(replies.create(agent, second)), "/shortcut bad_key");
  second.shortcut = "";
  second.language = "fr";
  EXPECT_EQ(why(replies.create(agent, second)), "/language not_a_choice");
}

YINGDA_ON_BOTH_ENGINES(RepliesTest);

}  // namespace
}  // namespace channels
