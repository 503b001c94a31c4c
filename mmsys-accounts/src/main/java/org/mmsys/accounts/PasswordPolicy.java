package org.mmsys.accounts;

import java.util.Locale;
import java.util.Set;
import org.mmsys.wire.address.AccountName;
import org.mmsys.wire.sasl.Secret;

/**
 * Which passwords people may choose: eight characters or more, not the name, none that everybody tries first.
 *
 * <p>No rules about digits and signs: they make passwords worse (NIST SP 800-63B §5.1.1.2). What the administrator sets
 * is not asked.
 */
final class PasswordPolicy {
    private static final int CHARS_MIN = 8;

    /** The commonest of eight characters and more in public lists of leaked passwords, in lower case. */
    private static final Set<String> COMMON = Set.of(
            "0123456789",
            "0987654321",
            "11223344",
            "12341234",
            "123123123",
            "123321123",
            "12344321",
            "123456789",
            "12345678",
            "1234567890",
            "123456789a",
            "123456abc",
            "1234qwer",
            "123qweasd",
            "147258369",
            "1q2w3e4r",
            "1q2w3e4r5t",
            "1qaz2wsx",
            "1qazxsw2",
            "23456789",
            "741852963",
            "789456123",
            "87654321",
            "987654321",
            "a1234567",
            "a12345678",
            "a123456789",
            "aa123456",
            "aaaa1111",
            "abc12345",
            "abc123456",
            "abcd1234",
            "abcdefgh",
            "access14",
            "admin123",
            "administrator",
            "asd123456",
            "asdfasdf",
            "asdfghjk",
            "asdfghjkl",
            "babygirl",
            "baseball",
            "basketball",
            "bigdaddy",
            "butterfly",
            "changeit",
            "changeme",
            "charlie1",
            "chocolate",
            "computer",
            "corvette",
            "danielle",
            "dragon123",
            "einstein",
            "elephant",
            "facebook",
            "fireball",
            "football",
            "football1",
            "garfield",
            "google123",
            "hello123",
            "helloworld",
            "iloveyou",
            "iloveyou1",
            "iloveyou2",
            "internet",
            "jennifer",
            "jessica1",
            "johnson1",
            "jordan23",
            "letmein1",
            "letmein123",
            "linkedin",
            "liverpool",
            "marlboro",
            "maverick",
            "mercedes",
            "michael1",
            "michelle",
            "midnight",
            "mountain",
            "mustang1",
            "mypassword",
            "nintendo",
            "p@ssw0rd",
            "p@ssword",
            "pa55word",
            "pakistan",
            "pass1234",
            "passpass",
            "passw0rd",
            "password",
            "password!",
            "password1",
            "password12",
            "password123",
            "password1234",
            "passwords",
            "pokemon1",
            "princess",
            "princess1",
            "q1w2e3r4",
            "qazwsxedc",
            "qwer1234",
            "qwertyui",
            "qwertyuiop",
            "qwerty12",
            "qwerty123",
            "qwerty1234",
            "qwertz123",
            "rainbow1",
            "samantha",
            "secret123",
            "shadow12",
            "snowball",
            "spiderman",
            "starwars",
            "sunshine",
            "sunshine1",
            "superman",
            "superman1",
            "test1234",
            "testtest",
            "trustno1",
            "undertaker",
            "veronica",
            "victoria",
            "welcome1",
            "welcome123",
            "whatever",
            "william1",
            "zaq12wsx",
            "zaq1zaq1",
            "zxcvbnm1",
            "zxcvbnm123");

    private PasswordPolicy() {}

    /** Whether the owner of this account may choose this password. */
    static boolean accepts(Secret prepared, AccountName account) {
        String password = prepared.reveal().toLowerCase(Locale.ROOT);
        if (password.codePointCount(0, password.length()) < CHARS_MIN) {
            return false;
        }
        return !password.equals(account.local())
                && !password.equals(account.toString())
                && !COMMON.contains(password)
                && password.chars().distinct().count() > 2;
    }
}
