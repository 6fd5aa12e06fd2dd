#include "voice/sip/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>

#include "base/text.h"
#include "voice/sip/transactions.h"

namespace voice::sip {

namespace {

constexpr Milliseconds nonce_life{60'000};

std::string hex(std::string_view bytes) {
  std::string out(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  out.pop_back();
  return out;
}

std::string hash(DigestAlgorithm algorithm, std::string_view text) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), bytes, &length, algorithm == DigestAlgorithm::Md5 ? EVP_md5() : EVP_sha256(),
             nullptr);
  return hex({reinterpret_cast<const char*>(bytes), length});
}

std::string_view word_of(DigestAlgorithm algorithm) {
  return algorithm == DigestAlgorithm::Md5 ? "MD5" : "SHA-256";
}

std::optional<DigestAlgorithm> algorithm_of(std::string_view word) {
  if (word.empty() || same_word(word, "MD5")) return DigestAlgorithm::Md5;
  if (same_word(word, "SHA-256")) return DigestAlgorithm::Sha256;
  return std::nullopt;
}

// RFC 7616 §3.4.1, with and without qop.
std::string response_of(DigestAlgorithm algorithm, std::string_view ha1, const Credentials& c,
                        std::string_view method) {
  const std::string ha2 = hash(algorithm, fmt::format("{}:{}", method, c.uri));
  if (c.qop.empty()) return hash(algorithm, fmt::format("{}:{}:{}", ha1, c.nonce, ha2));
  return hash(algorithm, fmt::format("{}:{}:{}:{}:{}:{}", ha1, c.nonce, c.nc, c.cnonce, c.qop, ha2));
}

// The comma-separated parameters after "Digest "; empty when it is another scheme or malformed.
std::optional<Parameters> digest_parameters(std::string_view value) {
  value = trim(value);
  if (value.size() < 7 || !same_word(value.substr(0, 6), "Digest")) return std::nullopt;
  std::string joined;
  for (const std::string_view part : split_list(value.substr(6))) joined.append(";").append(part);
  return Parameters::parse(joined);
}

// Header fields of one name, each whole: a challenge holds commas.
std::vector<std::string_view> whole(const Message& message, std::string_view name) {
  std::vector<std::string_view> values;
  for (const Header& header : message.headers)
    if (same_word(header.name, name)) values.push_back(header.value);
  return values;
}

std::optional<Challenge> challenge_of(std::string_view value) {
  const auto parameters = digest_parameters(value);
  if (!parameters) return std::nullopt;
  const auto algorithm = algorithm_of(parameters->get("algorithm"));
  if (!algorithm || parameters->get("nonce").empty()) return std::nullopt;
  Challenge challenge;
  challenge.realm = parameters->get("realm");
  challenge.nonce = parameters->get("nonce");
  challenge.opaque = parameters->get("opaque");
  challenge.algorithm = *algorithm;
  challenge.stale = same_word(parameters->get("stale"), "true");
  for (const std::string_view qop : split_list(parameters->get("qop")))
    if (same_word(qop, "auth")) challenge.has_qop = true;
  // Only auth-int: not for us.
  if (!parameters->get("qop").empty() && !challenge.has_qop) return std::nullopt;
  return challenge;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string digest_ha1(DigestAlgorithm algorithm, std::string_view user, std::string_view realm,
                       std::string_view password) {
  return hash(algorithm, fmt::format("{}:{}:{}", user, realm, password));
}

std::optional<Challenge> read_challenge(const Message& response) {
  const bool proxy = response.status == 407;
  std::optional<Challenge> best;
  for (const std::string_view value : whole(response, proxy ? "Proxy-Authenticate" : "WWW-Authenticate")) {
    auto challenge = challenge_of(value);
    if (!challenge) continue;
    challenge->from_proxy = proxy;
    if (!best || challenge->algorithm > best->algorithm) best = std::move(challenge);
  }
  return best;
}

std::string answer_challenge(const Challenge& challenge, std::string_view user, std::string_view password,
                             std::string_view method, std::string_view uri, std::uint32_t count) {
  Credentials mine;
  mine.nonce = challenge.nonce;
  mine.uri = uri;
  if (challenge.has_qop) {
    mine.qop = "auth";
    mine.cnonce = random_word(8);
    mine.nc = fmt::format("{:08x}", count);
  }
  const std::string ha1 = digest_ha1(challenge.algorithm, user, challenge.realm, password);
  std::string out = fmt::format(R"(Digest username={}, realm={}, nonce={}, uri={}, response="{}", algorithm={})",
                                quoted(user), quoted(challenge.realm), quoted(challenge.nonce), quoted(uri),
                                response_of(challenge.algorithm, ha1, mine, method), word_of(challenge.algorithm));
  if (!mine.qop.empty()) out += fmt::format(R"(, qop=auth, nc={}, cnonce="{}")", mine.nc, mine.cnonce);
  if (!challenge.opaque.empty()) out += ", opaque=" + quoted(challenge.opaque);
  return out;
}

std::optional<Credentials> read_credentials(const Message& request, std::string_view realm) {
  for (const std::string_view name : {"Authorization", "Proxy-Authorization"}) {
    for (const std::string_view value : whole(request, name)) {
      const auto parameters = digest_parameters(value);
      if (!parameters || parameters->get("realm") != realm) continue;
      const auto algorithm = algorithm_of(parameters->get("algorithm"));
      if (!algorithm) continue;
      const auto get = [&](std::string_view key) { return std::string(parameters->get(key)); };
      return Credentials{get("username"), get("realm"), get("nonce"), get("uri"), get("response"),
                         get("cnonce"),   get("nc"),    get("qop"),   *algorithm};
    }
  }
  return std::nullopt;
}

std::string Challenger::nonce_at(Instant at) const {
  const std::string time = fmt::format("{:016x}", at.time_since_epoch().count());
  std::string mac(16, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(mac.data()), mac.size(),
                     reinterpret_cast<const unsigned char*>(time.data()), time.size(),
                     reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  return time + hex(mac);
}

std::optional<Instant> Challenger::time_of(std::string_view nonce) const {
  if (nonce.size() != 48) return std::nullopt;
  std::int64_t count = 0;
  for (const char c : nonce.substr(0, 16)) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    count = count << 4 | static_cast<std::int64_t>(digit);
  }
  const Instant at{Instant::duration(count)};
  return same_secret(nonce_at(at), nonce) ? std::optional(at) : std::nullopt;
}

void Challenger::challenge(Message& response, Instant now, bool stale) const {
  for (const auto algorithm : algorithms_)
    response.add("WWW-Authenticate",
                 fmt::format(R"(Digest realm={}, nonce="{}", algorithm={}, qop="auth"{})", quoted(realm_),
                             nonce_at(now), word_of(algorithm), stale ? ", stale=true" : ""));
}

Proof Challenger::check(const Credentials& given, const Secret& secret, std::string_view method, Instant now) {
  const std::string& ha1 = given.algorithm == DigestAlgorithm::Md5 ? secret.ha1_md5 : secret.ha1_sha256;
  const bool right = same_secret(response_of(given.algorithm, ha1, given, method), base::ascii_lower(given.response));
  const auto made = time_of(given.nonce);
  if (!made || !same_word(given.qop, "auth") || given.nc.size() != 8)
    return right && made ? Proof::Stale : Proof::Wrong;
  if (!right) return Proof::Wrong;
  if (now - *made > nonce_life || *made > now) return Proof::Stale;

  // Counts are kept for two lives of a nonce, then forgotten.
  if (now - turned_ > nonce_life) {
    used_before_ = std::exchange(used_, {});
    turned_ = now;
  }
  std::uint32_t count = 0;
  for (const char c : base::ascii_lower(given.nc)) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(c);
    if (digit == std::string_view::npos) return Proof::Wrong;
    count = count << 4 | static_cast<std::uint32_t>(digit);
  }
  const std::string key = given.nonce + given.cnonce;
  for (auto* counts : {&used_, &used_before_}) {
    const auto found = counts->find(key);
    if (found == counts->end()) continue;
    if (count <= found->second) return Proof::Stale;
    found->second = count;
    return Proof::Good;
  }
  used_.emplace(key, count);
  return Proof::Good;
}

const Secret& nobody() {
  static const Secret none{"", random_word(16), random_word(32)};
  return none;
}

}  // namespace voice::sip
