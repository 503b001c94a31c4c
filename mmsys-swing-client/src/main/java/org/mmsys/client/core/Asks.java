package org.mmsys.client.core;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.mmsys.client.core.model.Account;
import org.mmsys.client.core.model.CertificateQuestion;
import org.mmsys.wire.sasl.Secret;

/**
 * What only the user can say. Called on engine threads; the answer may come later, from any thread. At most one question of an
 * account is open at a time, and an engine that closes, or a call that is cancelled, forgets its question.
 */
public interface Asks {
    /**
     * The password of an account: not known, or refused.
     *
     * @param refused what the server said about the last one; empty if there was none
     * @return empty when the user does not want to give one
     */
    CompletableFuture<Optional<Given>> password(Account account, Optional<Problem> refused);

    /** The passphrase of the encrypted file of passwords; empty when the user does not want to give one. */
    CompletableFuture<Optional<Secret>> passphrase(boolean first);

    /** Whether to trust a certificate that nothing vouches for, or that is not the pinned one. */
    CompletableFuture<Trust> certificate(CertificateQuestion question);

    /** A password and whether to keep it. */
    record Given(Secret password, KeepPassword keep) {}

    /** Where a password is kept. */
    enum KeepPassword {
        KEYRING,
        ENCRYPTED_FILE,
        /** In memory, until the program ends. */
        NOWHERE
    }

    /** What to do with a certificate. */
    enum Trust {
        NO,
        ONCE,
        /** From now on this one, and no other, is good for this host and port. */
        PIN
    }

    /** Nobody is there: no password, no trust. */
    static Asks nobody() {
        return new Asks() {
            @Override
            public CompletableFuture<Optional<Given>> password(Account account, Optional<Problem> refused) {
                return CompletableFuture.completedFuture(Optional.empty());
            }

            @Override
            public CompletableFuture<Optional<Secret>> passphrase(boolean first) {
                return CompletableFuture.completedFuture(Optional.empty());
            }

            @Override
            public CompletableFuture<Trust> certificate(CertificateQuestion question) {
                return CompletableFuture.completedFuture(Trust.NO);
            }
        };
    }
}
