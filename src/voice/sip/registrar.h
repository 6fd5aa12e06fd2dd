#pragma once
// The registrar of SIP phones (RFC 3261 §10.3): who may sign in, and where they are.

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "voice/sip/digest.h"
#include "voice/sip/message.h"
#include "voice/sip/timers.h"
#include "voice/sip/transport.h"
#include "voice/types.h"

namespace voice::sip {

inline constexpr std::chrono::seconds registration_min{60}, registration_max{3600};
inline constexpr std::size_t bindings_max = 5;  // of one phone account

struct Binding {
  Uri contact;
  Flow flow;  // the way back to it, through whatever stands between
  Instant until{};
  std::string call_id;
  std::uint32_t cseq = 0;
  std::string user_agent;
};

// Thread: the signalling loop.
class Registrar {
 public:
  using Tell = std::function<void(PhoneChanged)>;
  Registrar(Timers& timers, Tell tell) : timers_(timers), tell_(std::move(tell)) {}

  void put(PutPhone phone);
  void remove(PhoneId phone);
  // The account with that user name; null when there is none.
  const PutPhone* find(std::string_view user) const;
  const PutPhone* find(PhoneId phone) const;

  // Does what a REGISTER that has been proved asks for, and gives the response's status and headers.
  struct Reply {
    int status = 200;
    std::vector<Header> headers;
  };
  Reply take(Instant now, const PutPhone& phone, const Message& request, const Flow& flow);

  // Where the phone signed in last; null when nowhere.
  const Binding* reach(PhoneId phone) const;
  // Whether a phone is signed in from that IP address.
  bool is_home(const Address& source) const;
  // Bindings over a connection that broke, or whose phone no longer answers, are gone.
  void flow_failed(const Flow& flow);
  // Every binding there is, to ask whether it is still alive.
  std::vector<std::pair<PhoneId, Binding>> bindings() const;

 private:
  struct Account {
    PutPhone phone;
    std::vector<Binding> bindings;  // the latest last
    TimerId expiry = 0;
  };
  void changed(Account& account, bool was_signed_in);
  void schedule(Account& account);
  void expire(Instant now, PhoneId phone);

  Timers& timers_;
  Tell tell_;
  std::unordered_map<PhoneId, Account> accounts_;
  std::unordered_map<std::string, PhoneId> by_user_;
};

}  // namespace voice::sip
