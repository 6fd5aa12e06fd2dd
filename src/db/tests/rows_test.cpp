#include "db/rows.h"

#include <gmock/gmock.h>

#include "db/migrations.h"
#include "tests/support/databases.h"

namespace rows_test {

enum class Mood { Calm, VeryAngry };
BOOST_DESCRIBE_ENUM(Mood, Calm, VeryAngry)

using ShopId = base::Id<struct ShopTag>;

struct Address {
  std::string street;
  int number = 0;
  bool operator==(const Address&) const = default;
};
BOOST_DESCRIBE_STRUCT(Address, (), (street, number))

struct Shop {
  ShopId id;
  std::string name;
  bool open = false;
  int seats = 0;
  double rating = 0;
  Mood mood = Mood::Calm;
  base::Time opened_at;
  std::optional<std::string> nickname;
  std::optional<ShopId> parent_id;
  std::optional<Address> second_address;
  Address address;
  std::vector<std::string> tags;
  std::map<std::string, int> stock;
  base::Json extra;
  bool operator==(const Shop&) const = default;
};
BOOST_DESCRIBE_STRUCT(Shop, (),
                      (id, name, open, seats, rating, mood, opened_at, nickname, parent_id, second_address, address,
                       tags, stock, extra))
constexpr auto limits_of(const Shop*) {
  return std::array{base::Limit{.field = "tags", .max_length = 300}};
}

const db::Migration migration{"99990101T0000_shop", R"(
  CREATE TABLE shop (
    id {id} NOT NULL PRIMARY KEY, name {text} NOT NULL, open {bool} NOT NULL, seats {int} NOT NULL,
    rating {real} NOT NULL, mood {text} NOT NULL, opened_at {ms} NOT NULL, nickname {text}, parent_id {id},
    second_address {json}, address {json} NOT NULL, tags {json} NOT NULL, stock {json} NOT NULL, extra {json} NOT NULL);
)"};

Shop sparse() {
  return Shop{.id = ShopId{1}, .name = "茶馆", .address = {"Main", 3}};
}

Shop full() {
  Shop shop = sparse();
  shop.open = true;
  shop.seats = -40;
  shop.rating = 4.5;
  shop.mood = Mood::VeryAngry;
  shop.opened_at = base::from_epoch_ms(1'700'000'000'123);
  shop.nickname = "";
  shop.parent_id = ShopId{9'007'199'254'740'993};
  shop.second_address = Address{"Side", 4};
  shop.tags = {"a", "b\"c"};
  shop.stock = {{"tea", 3}, {"cups", 0}};
  shop.extra.text = R"({"any": [1, null]})";
  return shop;
}

class Rows : public support::StoreTest {
 protected:
  void SetUp() override {
    auto migrations = db::shipped_migrations();
    migrations.push_back(migration);
    database().migrate(migrations);
  }
  std::vector<Shop> shops(std::string_view where = "") {
    return database().read([&](db::Transaction& tx) {
      return db::read_rows<Shop>(
          tx.query("SELECT 1 AS unused, " + db::columns<Shop>() + " FROM shop " + std::string(where) + " ORDER BY id"));
    });
  }
};
YINGDA_ON_BOTH_ENGINES(Rows);

TEST_P(Rows, AStructOfEveryKindOfFieldComesBackAsItWas) {
  for (const Shop& shop : {sparse(), full()}) {
    database().write([&](db::Transaction& tx) {
      tx.execute("DELETE FROM shop");
      db::insert_row(tx, "shop", shop);
    });
    EXPECT_THAT(shops(), testing::ElementsAre(shop));
  }
}

TEST_P(Rows, ManyAreInsertedAsOneByOneHoweverManyTheyAre) {
  for (std::size_t count : {0u, 1u, 19u, 20u, 47u}) {
    std::vector<Shop> many;
    for (std::size_t n = 0; n < count; ++n) {
      many.push_back(n % 2 == 0 ? full() : sparse());
      many.back().id = ShopId{static_cast<std::int64_t>(n) + 1};
    }
    database().write([&](db::Transaction& tx) {
      tx.execute("DELETE FROM shop");
      db::insert_rows(tx, "shop", many);
    });
    EXPECT_EQ(shops(), many) << count;
  }
}

TEST_P(Rows, AnUpdateChangesAllFieldsOfItsRowOnly) {
  Shop other = sparse();
  other.id = ShopId{2};
  auto changed = database().write([&](db::Transaction& tx) {
    db::insert_row(tx, "shop", sparse());
    db::insert_row(tx, "shop", other);
    return db::update_row(tx, "shop", full());
  });
  EXPECT_EQ(changed, 1);
  EXPECT_THAT(shops(), testing::ElementsAre(full(), other));
}

TEST_P(Rows, OnlyWhatDiffersIsUpdated) {
  auto after = sparse();
  after.nickname = "茶";
  database().write([&](db::Transaction& tx) {
    db::insert_row(tx, "shop", sparse());
    tx.execute("UPDATE shop SET seats = 77");
    db::update_changes(tx, "shop", sparse(), after);
    db::update_changes(tx, "shop", after, after);
  });
  after.seats = 77;
  EXPECT_THAT(shops(), testing::ElementsAre(after));
}

TEST_P(Rows, AnUpdateOfAMissingRowChangesNothing) {
  EXPECT_EQ(database().write([](db::Transaction& tx) { return db::update_row(tx, "shop", full()); }), 0);
}

TEST_P(Rows, EnumsAreStoredAsWordsAndBoolsAsNumbers) {
  database().write([](db::Transaction& tx) { db::insert_row(tx, "shop", full()); });
  EXPECT_EQ(shops("WHERE mood = 'very_angry' AND open = 1").size(), 1u);
}

TEST_P(Rows, WhatDoesNotFitItsFieldIsRefused) {
  auto reading = [&](std::string change) {
    return [=](db::Transaction& tx) {
      tx.execute("DELETE FROM shop");
      db::insert_row(tx, "shop", full());
      tx.execute("UPDATE shop SET " + change);
      db::read_rows<Shop>(tx.query("SELECT " + db::columns<Shop>() + " FROM shop"));
    };
  };
  EXPECT_NO_THROW(database().write(reading("seats = 1")));
  EXPECT_THROW(database().write(reading("seats = 3000000000")), std::logic_error);
  EXPECT_THROW(database().write(reading("mood = 'bored'")), std::logic_error);
  EXPECT_THROW(database().write(reading("address = '{'")), std::logic_error);
  EXPECT_THROW(database().write(reading("tags = '{}'")), std::logic_error);
}

TEST_P(Rows, ListsAndMapsAreReadWithinTheLimitsOfTheirFields) {
  Shop shop = full();
  shop.tags = {std::string(300, 'x')};
  database().write([&](db::Transaction& tx) { db::insert_row(tx, "shop", shop); });
  EXPECT_THAT(shops(), testing::ElementsAre(shop));
}

TEST_P(Rows, AMissingColumnIsAFaultOfTheProgram) {
  auto incomplete = [](db::Transaction& tx) {
    db::insert_row(tx, "shop", full());
    db::read_rows<Shop>(tx.query("SELECT id, name FROM shop"));
  };
  EXPECT_THROW(database().write(incomplete), std::logic_error);
}

TEST(ColumnList, NamesTheFieldsAfterThePrefix) {
  EXPECT_EQ(db::column_list(base::type_of<Address>()), "street, number");
  EXPECT_EQ(db::column_list(base::type_of<Address>(), "a."), "a.street, a.number");
}

}  // namespace rows_test
