#include <gtest/gtest.h>

#include "access/testing.h"
#include "tests/support/databases.h"

using namespace org;
using org::fixture::need;
using org::fixture::World;
using namespace std::chrono_literals;

namespace {

const Client somewhere{"192.0.2.7", "test", ""};

class SignIn : public support::StoreTest {
 protected:
  World world{database()};

  base::Result<SignedInSession> attempt(const std::string& login, const std::string& password,
                                        const Client& client = somewhere) {
    return world.access.sign_in({login, password}, client);
  }
  // The key of the refusal, or "".
  std::string outcome(const std::string& login, const std::string& password) {
    auto result = attempt(login, password);
    return result ? "" : result.error().key;
  }
  std::string use(const std::string& token) {
    auto actor = world.access.actor_of_session(token, somewhere);
    return actor ? "" : actor.error().key;
  }
  const std::string right{org::fixture::admin_password};
};

}  // namespace

TEST_P(SignIn, TheRightPasswordOpensASession) {
  auto session = need(attempt("ADMIN", right));
  EXPECT_EQ(session.session.name, "管理员");
  EXPECT_EQ(session.session.time_zone, "Asia/Shanghai");
  EXPECT_EQ(use(session.token), "");
  EXPECT_EQ(use(session.token.substr(1) + "x"), "not_signed_in");
}

TEST_P(SignIn, FiveFailuresLockForFifteenMinutesAlsoWithTheRightPassword) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(outcome("admin", "wrong"), "wrong_credentials");
  EXPECT_EQ(outcome("admin", "wrong"), "sign_in_locked");
  EXPECT_EQ(outcome("admin", right), "sign_in_locked");
  world.clock.advance(15min);
  EXPECT_EQ(outcome("admin", right), "");
}

TEST_P(SignIn, AnUnknownLoginIsAnsweredLikeAKnownOne) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(outcome("nobody", "wrong"), "wrong_credentials");
  EXPECT_EQ(outcome("nobody", "wrong"), "sign_in_locked");
}

TEST_P(SignIn, ASuccessForgetsEarlierFailures) {
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(outcome("admin", "wrong"), "wrong_credentials");
    EXPECT_EQ(outcome("admin", right), "");
  }
}

TEST_P(SignIn, OneAddressCannotTryManyLogins) {
  for (int i = 0; i < 100; ++i) EXPECT_EQ(outcome("login" + std::to_string(i), "wrong"), "wrong_credentials") << i;
  EXPECT_EQ(outcome("admin", right), "sign_in_locked");
  EXPECT_TRUE(attempt("admin", right, {"192.0.2.8", "test", ""}));
}

TEST_P(SignIn, AnInactivePersonCannotSignInAndLosesTheSessions) {
  auto person = world.add_person("wang", world.north_place(), {});
  auto token = world.sign_in("wang").token;
  EXPECT_EQ(use(token), "");
  PersonFields fields = person;
  fields.active = false;
  need(world.access.edit_person(world.admin(), person.id, person.version, fields));
  EXPECT_EQ(use(token), "not_signed_in");
  EXPECT_EQ(outcome("wang", right), "wrong_credentials");
}

TEST_P(SignIn, AnIdleSessionEndsAndABusyOneLastsTwelveHours) {
  auto idle = world.sign_in("admin").token;
  auto busy = world.sign_in("admin").token;
  for (int minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
    world.clock.advance(20min);
    ASSERT_EQ(use(busy), "") << minutes;
  }
  EXPECT_EQ(use(idle), "not_signed_in");
  world.clock.advance(20min);
  EXPECT_EQ(use(busy), "not_signed_in");
}

TEST_P(SignIn, ExpiredSessionsAreRemovedAndTold) {
  world.sign_in("admin");
  world.clock.advance(31min);
  EXPECT_EQ(world.access.end_expired_sessions(), 1);
  EXPECT_EQ(world.access.end_expired_sessions(), 0);
}

TEST_P(SignIn, SigningOutEverywhereEndsEverySession) {
  auto first = world.sign_in("admin").token;
  auto second = world.sign_in("admin").token;
  need(world.access.sign_out_everywhere(need(world.access.actor_of_session(first, somewhere))));
  EXPECT_EQ(use(first), "not_signed_in");
  EXPECT_EQ(use(second), "not_signed_in");
}

TEST_P(SignIn, NobodyEndsTheSessionOfAnother) {
  world.add_person("wang", world.north_place(), {});
  auto admin = world.sign_in("admin");
  auto status = world.access.sign_out_session(world.actor("wang"), admin.session.id);
  EXPECT_FALSE(status);
  EXPECT_EQ(use(admin.token), "");
}

TEST_P(SignIn, AChangedRoleCountsAtTheNextRequest) {
  auto role = world.add_role("观察", {"people.view"});
  world.add_person("wang", world.north_place(), {{role, Scope::Centre}});
  auto token = world.sign_in("wang").token;
  EXPECT_TRUE(need(world.access.actor_of_session(token, somewhere)).may(view_people));
  need(world.access.edit_role(world.admin(), role, 1, {"观察", "", {}}));
  EXPECT_FALSE(need(world.access.actor_of_session(token, somewhere)).may(view_people));
}

TEST_P(SignIn, APasswordIsChangedOnlyWithTheOldOneAndEndsTheOtherSessions) {
  auto here = world.sign_in("admin").token;
  auto there = world.sign_in("admin").token;
  auto actor = need(world.access.actor_of_session(here, somewhere));
  auto fault = [&](const std::string& old_password, const std::string& new_password) {
    auto status = world.access.change_password(actor, {old_password, new_password});
    return status ? "" : status.error().faults.at(0).path + ' ' + status.error().faults.at(0).code;
  };
  EXPECT_EQ(fault("wrong", "another good one"), "/old_password wrong_password");
  EXPECT_EQ(fault(right, "short"), "/new_password too_short");
  EXPECT_EQ(fault(right, "PASSWORD12345"), "/new_password common_password");
  EXPECT_EQ(fault(right, "my-Admin-password"), "/new_password password_holds_login");
  EXPECT_EQ(fault(right, right), "/new_password same_password");
  EXPECT_EQ(fault(right, "another good one"), "");
  EXPECT_EQ(use(here), "");
  EXPECT_EQ(use(there), "not_signed_in");
  EXPECT_EQ(outcome("admin", right), "wrong_credentials");
  EXPECT_EQ(outcome("admin", "another good one"), "");
}

TEST_P(SignIn, AResetPasswordMustBeChangedBeforeAnythingElse) {
  auto person = world.add_person("wang", world.north_place(), {{world.role("agent"), Scope::Centre}});
  auto password = need(world.access.reset_password(world.admin(), person.id)).password;
  auto session = need(attempt("wang", password));
  EXPECT_TRUE(session.session.must_change_password);
  auto actor = need(world.access.actor_of_session(session.token, somewhere));
  EXPECT_EQ(world.access.people(actor, {}, {}).error().key, "must_change_password");
  need(world.access.change_password(actor, {password, "a password of my own"}));
  EXPECT_TRUE(world.access.people(need(world.access.actor_of_session(session.token, somewhere)), {}, {}));
}

TEST_P(SignIn, ALockIsLiftedByHand) {
  auto person = world.add_person("wang", world.north_place(), {});
  for (int i = 0; i < 5; ++i) outcome("wang", "wrong");
  EXPECT_TRUE(need(world.access.person(world.admin(), person.id)).locked_until);
  EXPECT_FALSE(need(world.access.unlock(world.admin(), person.id)).locked_until);
  EXPECT_EQ(outcome("wang", right), "");
}

TEST_P(SignIn, AKeyActsWithItsGrantsUntilItEnds) {
  ApiKeyFields fields{
      world.north, "report", {{world.role("report_viewer"), Scope::Centre}}, world.clock.now() + 1h, true};
  auto created = need(world.access.create_api_key(world.admin(), fields));
  auto actor = need(world.access.actor_of_key(created.token, somewhere));
  EXPECT_TRUE(actor.may(view_people));
  EXPECT_FALSE(actor.may(edit_people));
  world.clock.advance(1h);
  EXPECT_FALSE(world.access.actor_of_key(created.token, somewhere));
  EXPECT_FALSE(world.access.actor_of_key("yk_" + std::string(44, 'x'), somewhere));
}

YINGDA_ON_BOTH_ENGINES(SignIn);
