#pragma once
// Trunks: keeps each registered (RFC 3261 §10.2) or pinged (OPTIONS), knows which are up,
// and tells which trunk a call came from.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "voice/sip/digest.h"
#include "voice/sip/resolver.h"
#include "voice/sip/session.h"
#include "voice/sip/transactions.h"
#include "voice/types.h"

namespace voice::sip {

inline constexpr std::chrono::seconds ping_interval{30};
// After a failure: as long, doubled each time up to the longest.
inline constexpr std::chrono::seconds retry_first{10}, retry_longest{300};

// Thread: the signalling loop.
class Trunks {
 public:
  using Tell = std::function<void(TrunkChanged)>;
  Trunks(Transactions& transactions, Timers& timers, Transport& transport, Resolver& resolver, std::string product,
         Tell tell);
  ~Trunks();

  void put(Instant now, TrunkSettings settings);
  void remove(Instant now, TrunkId trunk);

  const TrunkSettings* find(TrunkId trunk) const;
  // The trunk that a request from `flow` to `user` belongs to; null when it is from nobody we know.
  const TrunkSettings* at(const Flow& flow, std::string_view user) const;
  // The way to a trunk that is not down; empty otherwise.
  std::optional<Flow> way(TrunkId trunk) const;
  // Every IP address that trunks may call from.
  std::unordered_set<std::string> addresses() const;

 private:
  struct Trunk {
    TrunkSettings settings;
    std::vector<Address> addresses;  // of the host, as last found
    TrunkState state = TrunkState::Unknown;
    int status = 0;
    TimerId ping = 0, registration = 0;
    std::chrono::seconds retry{retry_first};
    std::string call_id, tag;
    std::uint32_t cseq = 0;
    std::optional<Challenge> challenge;
    std::uint32_t challenge_uses = 0;
    std::chrono::seconds asked{};
    std::shared_ptr<bool> alive = std::make_shared<bool>(true);
  };

  void ping(Instant now, TrunkId id);
  void register_at(Instant now, TrunkId id, std::chrono::seconds life);
  void registered(Instant now, TrunkId id, const Outcome& outcome);
  bool register_again(Instant now, Trunk& trunk, const Message& refusal);
  void retry(Instant now, Trunk& trunk);
  void set_state(Trunk& trunk, TrunkState state, int status);
  void when_resolved(TrunkId id, std::function<void(Trunk&)> task);
  Message bare(Trunk& trunk, std::string_view method) const;
  Flow flow_of(const Trunk& trunk) const;
  Trunk* trunk(TrunkId id);

  Transactions& transactions_;
  Timers& timers_;
  Transport& transport_;
  Resolver& resolver_;
  const std::string product_;
  const Tell tell_;
  std::map<TrunkId, std::unique_ptr<Trunk>> trunks_;
};

// Host and port of a trunk as a URI names them.
Uri uri_of(const TrunkSettings& trunk, std::string_view user);

}  // namespace voice::sip
