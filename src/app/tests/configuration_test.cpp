#include "app/configuration.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/databases.h"

using namespace app;

namespace {

class ConfigurationFile : public testing::Test {
 protected:
  Configuration load(const std::string& text) {
    std::ofstream(folder_.path("yingda.toml")) << text;
    Configuration configuration;
    load_file(folder_.path("yingda.toml"), configuration);
    return configuration;
  }
  // The sentence of the refusal.
  std::string refusal(const std::string& text) {
    try {
      load(text);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }
  std::string unfit(Configuration configuration) {
    try {
      check(configuration);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

 private:
  support::TempFolder folder_;
};

}  // namespace

TEST_F(ConfigurationFile, ValuesAreTaken) {
  auto configuration = load("data = \"/srv/yingda\"\nhttps = \"[::]:8443\"\nhosts = [\"kf.example.cn\"]\nnode = 3\n");
  EXPECT_EQ(configuration.data, "/srv/yingda");
  EXPECT_EQ(configuration.https->host, "::");
  EXPECT_EQ(configuration.https->port, 8443);
  EXPECT_EQ(configuration.hosts.at(0), "kf.example.cn");
  EXPECT_EQ(configuration.node, 3);
  EXPECT_EQ(configuration.master_key_path(), "/srv/yingda.master.key");
}

TEST_F(ConfigurationFile, WrongValuesAreNamed) {
  EXPECT_NE(refusal("colour = 1").find("colour"), std::string::npos);
  EXPECT_NE(refusal("node = 1024").find("node must be 0 to 1023"), std::string::npos);
  EXPECT_NE(refusal("http = \"8080\"").find("http must be HOST:PORT"), std::string::npos);
  EXPECT_NE(refusal("data = ").find("line 1"), std::string::npos);
}

TEST_F(ConfigurationFile, PasswordsAreNotSentInTheClearBeyondThisMachine) {
  Configuration configuration;
  configuration.http = Address{"0.0.0.0", 80};
  EXPECT_NE(unfit(configuration).find("--https"), std::string::npos);
  configuration.trusted_proxy = "10.0.0.1";
  EXPECT_EQ(unfit(configuration), "");
  configuration.demo = true;
  EXPECT_NE(unfit(configuration).find("loopback"), std::string::npos);
}

TEST(Address, IsHostAndPort) {
  EXPECT_EQ(parse_address("127.0.0.1:0")->port, 0);
  EXPECT_EQ(parse_address("[::1]:80")->host, "::1");
  for (auto text : {"", ":80", "a", "a:", "a:x", "a:70000", "::1:80", "a:-1"})
    EXPECT_FALSE(parse_address(text)) << text;
}

TEST_F(ConfigurationFile, TelephonyNeedsAddressesAndPortsThatCanBe) {
  auto configuration = load("http = \"127.0.0.1:80\"\nsip = \"192.0.2.10:5060\"\nrtp = \"30000-30999\"\n");
  EXPECT_EQ(configuration.sip->port, 5060);
  EXPECT_EQ(configuration.rtp.first, 30'000);
  EXPECT_EQ(configuration.rtp.last, 30'999);
  EXPECT_EQ(unfit(configuration), "");
  EXPECT_NE(refusal("rtp = \"30000\"").find("rtp must be FIRST-LAST"), std::string::npos);
  auto named = configuration;
  named.sip->host = "sip.example.cn";
  EXPECT_NE(unfit(named).find("--sip needs an IP address"), std::string::npos);
  auto few = configuration;
  few.rtp = {30'000, 30'002};
  EXPECT_NE(unfit(few).find("--rtp needs at least four ports"), std::string::npos);
  auto low = configuration;
  low.rtp = {80, 2'000};
  EXPECT_NE(unfit(low).find("from 1024 on"), std::string::npos);
  auto advertised = configuration;
  advertised.sip_advertised = "our.example.cn";
  EXPECT_NE(unfit(advertised).find("--sip-advertised"), std::string::npos);
  advertised.sip.reset();
  EXPECT_NE(unfit(advertised).find("give --sip"), std::string::npos);
  auto demo = configuration;
  demo.demo = true;
  EXPECT_NE(unfit(demo).find("on loopback only"), std::string::npos);
}

TEST(Ports, AreAFirstAndALast) {
  EXPECT_EQ(parse_ports("20000-29999")->last, 29'999);
  for (auto text : {"", "1", "1-", "-1", "0-9", "2-1", "5-5", "1-70000", "a-b", "1-2-3"})
    EXPECT_FALSE(parse_ports(text)) << text;
}
