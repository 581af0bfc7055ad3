#include "reconciler/model/berth.h"

namespace pgberth {

RoleName Berth::role(Who who, const RoleName& admin) const {
  switch (who) {
    case Who::Admin:
      return admin;
    case Who::Owner:
      return owner;
    case Who::Login:
      return login;
    case Who::Public:
      break;
  }
  return {};
}

std::optional<Berth> berth_of(const Claim& claim) {
  const Text* database = text_of(claim.credential, Field::Database);
  const Text* login = text_of(claim.credential, Field::Username);
  if (database == nullptr || login == nullptr) return std::nullopt;
  const Text* owner = text_of(claim.credential, Field::Owner);
  return Berth{.database = DatabaseName{database->text},
               .login = RoleName{login->text},
               .owner = RoleName{owner == nullptr ? "" : owner->text}};
}

}  // namespace pgberth
