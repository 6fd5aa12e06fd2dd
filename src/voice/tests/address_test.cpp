#include "voice/address.h"

#include <gtest/gtest.h>

namespace voice {
namespace {

TEST(AnAddress, IsWrittenAsInAUri) {
  EXPECT_EQ(Address::from("192.0.2.7", 5060)->text(), "192.0.2.7:5060");
  EXPECT_EQ(Address::from("2001:db8::1", 5061)->text(), "[2001:db8::1]:5061");
  EXPECT_EQ(Address{}.text(), "0.0.0.0:0");
}

TEST(AnAddress, IsNeverLookedUp) {
  for (const char* text : {"localhost", "192.0.2", "192.0.2.256", "", "[::1]", "192.0.2.1 "})
    EXPECT_FALSE(Address::from(text, 5060)) << text;
}

TEST(AnAddress, ComparesByPlaceAndNotByLeftoverBytes) {
  const Address v4 = *Address::from("192.0.2.7", 5060), other_port = v4.with_port(5062);
  EXPECT_EQ(v4, *Address::from("192.0.2.7", 5060));
  EXPECT_NE(v4, other_port);
  EXPECT_TRUE(v4.same_ip(other_port));
  EXPECT_LT(v4, *Address::from("::1", 1));
  EXPECT_EQ(std::hash<Address>{}(v4), std::hash<Address>{}(*Address::from(v4.socket_address(), v4.length())));
}

TEST(AnAddress, KnowsLoopbackAndTheOneThatIsNone) {
  EXPECT_TRUE(Address::from("127.8.0.1", 0)->is_loopback());
  EXPECT_TRUE(Address::from("::1", 0)->is_loopback());
  EXPECT_FALSE(Address::from("128.0.0.1", 0)->is_loopback());
  EXPECT_TRUE(Address::from("::", 9)->is_any());
  EXPECT_FALSE(Address::from("::1", 9)->is_any());
}

}  // namespace
}  // namespace voice
