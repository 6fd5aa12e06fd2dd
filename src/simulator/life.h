#pragma once
// The living demo: simulated visitors chat through real sockets, and simulated agents answer
// them through the verbs, as the people they are. What they do is decided by Play; this does
// it, and tells Play what came of it. What fails is tried again later, quietly.
//
// Owned by the program, with --demo only. Threads: one of its own, which blocks on the
// database and on requests to our own listener; one of the wire; those of the phones. Public calls may come from
// any thread and do not block.

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "contacts/contacts.h"
#include "simulator/sample.h"
#include "voice/address.h"

namespace org {
class Api;
}

namespace simulator {

struct DemoControl {
  double pace = 1;  // 1: a chat about every seven seconds
  bool paused = false;
};
BOOST_DESCRIBE_STRUCT(DemoControl, (), (pace, paused))
constexpr auto limits_of(const DemoControl*) {
  return std::array{base::Limit{.field = "pace", .minimum = 0, .maximum = 20}};
}

struct DemoState : DemoControl {
  std::int64_t visitors = 0;  // who are there now
  std::int64_t most_visitors = 0;
  std::int64_t agents = 0;  // simulated ones at work
  std::int64_t calls = 0;   // of simulated customers
};
BOOST_DESCRIBE_STRUCT(DemoState, (DemoControl), (visitors, most_visitors, agents, calls))

struct DemoSignIns {
  std::vector<SignIn> sign_ins;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(DemoSignIns, (), (sign_ins, password))

class Life {
 public:
  Life(const org::Platform& platform, const Parts& parts, contacts::Contacts& contacts, std::string content_folder);
  ~Life();  // stops

  // Once the server listens there, on a plain listener, and takes calls at `sip`. `pace` 0 is paused.
  void start(const std::string& host, std::uint16_t port, std::optional<voice::Address> sip, double pace);
  // Hangs up; agents stay as they are, and are found again at the next start.
  void stop();

  // From events::Pump, as a live reader.
  void changed(const std::vector<events::Event>& batch);
  // A console of a person, on this node.
  void console_came(org::PersonId person);
  void console_went(org::PersonId person);

  // Verbs. Everybody who is signed in may look.
  base::Result<DemoState> state(const org::Actor& actor) const;
  base::Result<DemoState> control(const org::Actor& actor, const DemoControl& control);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// `life` is where it will be, and holds nothing without --demo: then there is no such address. The
// sign-ins are for who is not signed in yet, and empty without --demo.
void add_demo_endpoints(org::Api& api, org::Access& access, const std::unique_ptr<Life>& life);

}  // namespace simulator
