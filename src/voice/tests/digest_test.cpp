#include "voice/sip/digest.h"

#include <gtest/gtest.h>

namespace voice::sip {
namespace {

using namespace std::chrono_literals;

Message request_with(std::string_view authorization) {
  Message request;
  request.method = "REGISTER";
  request.add("Authorization", authorization);
  return request;
}

// The example of RFC 7616 §3.9.1.
TEST(Digest, AgreesWithTheExampleOfTheStandard) {
  for (const auto& [algorithm, word, response] :
       {std::tuple{DigestAlgorithm::Md5, "MD5", "8ca523f5e9506fed4657c9700eebdbec"},
        std::tuple{DigestAlgorithm::Sha256, "SHA-256",
                   "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"}}) {
    const auto given = read_credentials(
        request_with(
            std::string(R"(Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", )") +
            "algorithm=" + word + R"(, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, )" +
            R"(cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response=")" + response + "\""),
        "http-auth@example.org");
    ASSERT_TRUE(given);
    EXPECT_EQ(given->algorithm, algorithm);
    const std::string ha1 = digest_ha1(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life");
    const Secret secret{"Mufasa", ha1, ha1};
    Challenger other("http-auth@example.org", std::string(32, 'k'));
    // The response is right; only the nonce is none of ours.
    EXPECT_EQ(other.check(*given, secret, "GET", Instant{}), Proof::Wrong);
  }
}

struct Office {
  Challenger challenger{"yingda", std::string(32, 'k'), {DigestAlgorithm::Sha256, DigestAlgorithm::Md5}};
  Secret secret{"8001", digest_ha1(DigestAlgorithm::Md5, "8001", "yingda", "pass"),
                digest_ha1(DigestAlgorithm::Sha256, "8001", "yingda", "pass")};
  Instant now{1h};

  Challenge challenge() {
    Message response;
    response.status = 401;
    challenger.challenge(response, now, false);
    return *read_challenge(response);
  }
  Proof prove(const Challenge& challenge, std::string_view password, std::uint32_t count,
              std::string_view method = "REGISTER") {
    const auto text = answer_challenge(challenge, "8001", password, method, "sip:yingda", count);
    return challenger.check(*read_credentials(request_with(text), "yingda"), secret, "REGISTER", now);
  }
};

TEST(Digest, ProvesThePasswordToItself) {
  Office office;
  const auto challenge = office.challenge();
  EXPECT_EQ(challenge.algorithm, DigestAlgorithm::Sha256) << "The stronger one is taken.";
  EXPECT_EQ(office.prove(challenge, "pass", 1), Proof::Good);
  EXPECT_EQ(office.prove(challenge, "Pass", 2), Proof::Wrong);
  EXPECT_EQ(office.prove(challenge, "pass", 3, "INVITE"), Proof::Wrong) << "Proof of one method is none of another.";
}

TEST(Digest, AProofThatWasSeenIsNotTakenAgain) {
  Office office;
  const auto challenge = office.challenge();
  const auto text = answer_challenge(challenge, "8001", "pass", "REGISTER", "sip:yingda", 1);
  const auto given = *read_credentials(request_with(text), "yingda");
  EXPECT_EQ(office.challenger.check(given, office.secret, "REGISTER", office.now), Proof::Good);
  EXPECT_EQ(office.challenger.check(given, office.secret, "REGISTER", office.now), Proof::Stale);
}

TEST(Digest, AnOldNonceIsStaleAndNotWrong) {
  Office office;
  const auto challenge = office.challenge();
  office.now += 61s;
  EXPECT_EQ(office.prove(challenge, "pass", 1), Proof::Stale);
  EXPECT_EQ(office.prove(challenge, "guess", 1), Proof::Wrong) << "A wrong password stays wrong, however old.";
}

TEST(Digest, PassesOverChallengesThatItCannotMeet) {
  Message response;
  response.status = 407;
  response.add("Proxy-Authenticate", R"(Bearer realm="a")");
  response.add("Proxy-Authenticate", R"(Digest realm="a", nonce="n", algorithm=SHA-512-256, qop="auth")");
  EXPECT_FALSE(read_challenge(response));
  response.add("Proxy-Authenticate", R"(Digest realm="a, b", nonce="n", opaque="o", qop="auth-int,auth")");
  const auto challenge = read_challenge(response);
  ASSERT_TRUE(challenge);
  EXPECT_TRUE(challenge->from_proxy);
  EXPECT_TRUE(challenge->has_qop);
  EXPECT_EQ(challenge->realm, "a, b");
}

}  // namespace
}  // namespace voice::sip
