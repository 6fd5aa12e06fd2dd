#pragma once
// HTTP digest authentication as SIP uses it (RFC 3261 §22, RFC 7616, RFC 8760), both ways:
// proving ourselves to a trunk, and asking phones. Algorithms MD5 and SHA-256, qop "auth".

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "voice/sip/message.h"
#include "voice/sip/timers.h"

namespace voice::sip {

enum class DigestAlgorithm { Md5, Sha256 };

// H(username ":" realm ":" password) in hex, lower case: what a server keeps of a password.
std::string digest_ha1(DigestAlgorithm algorithm, std::string_view user, std::string_view realm,
                       std::string_view password);

// ---- as client ----

struct Challenge {
  std::string realm, nonce, opaque;
  DigestAlgorithm algorithm = DigestAlgorithm::Md5;
  bool has_qop = false, stale = false, from_proxy = false;
};
// The strongest challenge that we can meet of a 401 or 407; empty when there is none.
std::optional<Challenge> read_challenge(const Message& response);

// The value of Authorization or Proxy-Authorization. `count` goes up with each use of a nonce.
std::string answer_challenge(const Challenge& challenge, std::string_view user, std::string_view password,
                             std::string_view method, std::string_view uri, std::uint32_t count);

// ---- as server ----

// What a phone or trunk that signs in to us has to prove. Both digests of one password.
struct Secret {
  std::string user;
  std::string ha1_md5, ha1_sha256;  // digest_ha1 of our realm
};

struct Credentials {
  std::string user, realm, nonce, uri, response, cnonce, nc, qop;
  DigestAlgorithm algorithm = DigestAlgorithm::Md5;
};
// Those of Authorization (or Proxy-Authorization) for `realm`; empty when absent or malformed.
std::optional<Credentials> read_credentials(const Message& request, std::string_view realm);

enum class Proof { Good, Stale, Wrong };

// Makes and knows its own nonces without keeping them: a nonce holds its time and a keyed
// hash. A nonce lasts 60 s of steady time, and its count may not go back (RFC 7616 §5.4).
// Thread: the signalling loop.
class Challenger {
 public:
  // `key` is 32 random bytes, new at each start. Each of `algorithms` is asked for, the first before the
  // others. Phones that know MD5 alone should pass over the rest (RFC 8760 §2.3); some (those on libre)
  // give up instead, so that MD5 alone is what most centres ask for.
  Challenger(std::string realm, std::string key, std::vector<DigestAlgorithm> algorithms = {DigestAlgorithm::Md5})
      : realm_(std::move(realm)), key_(std::move(key)), algorithms_(std::move(algorithms)) {}

  const std::string& realm() const { return realm_; }
  // Puts its challenges into a 401.
  void challenge(Message& response, Instant now, bool stale) const;
  // Whether `credentials` of a request with `method` prove `secret`. An unknown user is asked
  // in just the same way: pass the secret of nobody, and the time taken tells nothing.
  Proof check(const Credentials& credentials, const Secret& secret, std::string_view method, Instant now);

 private:
  std::string nonce_at(Instant at) const;
  std::optional<Instant> time_of(std::string_view nonce) const;

  std::string realm_, key_;
  std::vector<DigestAlgorithm> algorithms_;
  // The highest count of each nonce that has been used, until it is stale.
  std::unordered_map<std::string, std::uint32_t> used_, used_before_;
  Instant turned_{};
};

// The secret that nobody proves.
const Secret& nobody();

}  // namespace voice::sip
